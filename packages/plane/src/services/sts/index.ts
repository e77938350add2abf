// The operations of the Security Token Service that are served: nothing but the list.
import { AssumeRole } from './assume-role.ts'
import { GetAccessKeyInfo } from './get-access-key-info.ts'
import { DecodeAuthorizationMessage } from './decode-authorization-message.ts'
import { GetCallerIdentity } from './get-caller-identity.ts'
import { GetFederationToken } from './get-federation-token.ts'
import { GetSessionToken } from './get-session-token.ts'

export const stsOperations = [
  AssumeRole,
  DecodeAuthorizationMessage,
  GetAccessKeyInfo,
  GetCallerIdentity,
  GetFederationToken,
  GetSessionToken,
]
