import * as sts from '@hostler/wire/models/sts'
import { anyone } from '../../access/ask.ts'
import { mfaFaults } from './errors.ts'
import { renderCredentials } from './render-credentials.ts'
import { operation } from './sts-operation.ts'
import { userSessionTimes } from './user-session.ts'
import { verifyMfa } from './verify-mfa.ts'

/** Temporary credentials with the caller's own rights; no policy has a say, as on AWS. Sessions never get here. */
export const GetSessionToken = operation(sts.GetSessionToken, {
  asks: () => anyone,
  faults: mfaFaults,
  async run(input, parts, call) {
    const { caller, now, accountId } = call
    const hasMfa = await verifyMfa(input, parts, call)
    const session = { ...userSessionTimes(input, caller, now), ...(hasMfa && { mfaAt: now }) }
    const issued = parts.sessionTokens.issue({ kind: 'user', accountId, userId: caller.userId, session })
    return { Credentials: renderCredentials(issued) }
  },
})
