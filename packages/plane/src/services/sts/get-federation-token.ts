import * as sts from '@hostler/wire/models/sts'
import { may } from '../../access/ask.ts'
import { requestTagKeys } from '../iam/asks.ts'
import { malformedPolicyDocument } from './errors.ts'
import { renderCredentials } from './render-credentials.ts'
import { packedSize, sessionPolicies } from './session-policies.ts'
import { sessionTags } from './session-tags.ts'
import { operation } from './sts-operation.ts'
import { userSessionTimes } from './user-session.ts'

/** Credentials for somebody whom the calling user vouches for. Sessions never get here. */
export const GetFederationToken = operation(sts.GetFederationToken, {
  asks({ Name, Tags }, names) {
    const resource = names.federatedUser(Name)
    const context = requestTagKeys(Tags ?? [])
    const get = may('sts:GetFederationToken', resource, { context })
    return Tags?.length ? [get, may('sts:TagSession', resource, { context })] : [get]
  },
  faults: { 'policy.invalid': ({ message }) => malformedPolicyDocument(message) },
  async run(input, parts, { caller, now, accountId }) {
    const { tags } = sessionTags({ Tags: input.Tags }, caller)
    const session = {
      name: input.Name,
      ...userSessionTimes(input, caller, now),
      ...(await sessionPolicies(input, accountId, parts)),
      ...(tags && { tags }),
    }
    const issued = parts.sessionTokens.issue({ kind: 'federated', accountId, userId: caller.userId, session })
    return {
      Credentials: renderCredentials(issued),
      FederatedUser: {
        FederatedUserId: `${accountId}:${input.Name}`,
        Arn: `arn:aws:sts::${accountId}:federated-user/${input.Name}`,
      },
      ...packedSize(input),
    }
  },
})
