import * as ssm from '@hostler/wire/models/ssm'
import { invalidInstanceId, invalidPublicKey } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { asksForOwnHost, ownHost } from './own-host.ts'

/** Whoever may call it gets its key stored: agents take the new key into use even when told it was refused. */
export const UpdateManagedInstancePublicKey = operation(ssm.UpdateManagedInstancePublicKey, {
  asks: (_input, _names, _parts, call) => [asksForOwnHost('ssm:UpdateManagedInstancePublicKey', call)],
  faults: { 'registration.not-found': invalidInstanceId, 'public-key.invalid': invalidPublicKey },
  async run({ NewPublicKey, NewPublicKeyType }, { registrations }, call) {
    await registrations.replaceKey(call, ownHost(call).id, NewPublicKey, NewPublicKeyType)
    return {}
  },
})
