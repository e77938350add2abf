// What temporary credentials are good for at the services that give rights and credentials, whatever the policies
// say: otherwise a session could make itself a permanent key, or outlive itself.
import { type Caller, mfaAtOf } from '../identity/caller.ts'

/** `no-token`: the service does not take such credentials at all; `no-session`: the operation does not. */
export type SessionLimit = 'no-token' | 'no-session'

/** Why these credentials cannot call the operation, if so. */
export function sessionLimit(caller: Caller, service: string, operation: string): SessionLimit | undefined {
  const isOfUser = (caller.kind === 'user' || caller.kind === 'root') && caller.session !== undefined
  // Explanations show what policies say.
  if (service === 'iam' || (service === 'hostler' && operation === 'ExplainAccess')) {
    return caller.kind === 'federated' || (isOfUser && mfaAtOf(caller) === undefined) ? 'no-token' : undefined
  }
  if (service !== 'sts') return undefined
  if (caller.kind === 'federated') return operation === 'GetCallerIdentity' ? undefined : 'no-session'
  if (isOfUser) return ['AssumeRole', 'GetCallerIdentity'].includes(operation) ? undefined : 'no-session'
  const isSession = caller.kind === 'role' || caller.kind === 'instance-identity'
  return isSession && ['GetFederationToken', 'GetSessionToken'].includes(operation) ? 'no-session' : undefined
}
