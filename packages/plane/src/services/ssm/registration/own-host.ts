import { may, type Ask } from '../../../access/ask.ts'
import { hostOf, type HostOrigin } from '../../../identity/caller.ts'
import type { Call } from '../../operation.ts'
import { validationException } from '../errors.ts'

/** The question that agent-only operations ask: about the caller's own host, whatever host that is. */
export function asksForOwnHost(action: string, call: Call): Ask {
  const host = hostOf(call.caller)
  return host ? may(action, host.arn, { host: host.id }) : may(action, call.names.anySsm)
}

/** The host that calls. Throws ValidationException for credentials that belong to no host. */
export function ownHost(call: Call): HostOrigin {
  const host = hostOf(call.caller)
  if (!host) throw validationException('This operation is for managed nodes, with the credentials of the node.')
  return host
}
