import { requestedAction } from '../matching/action.ts'
import type { CompiledPolicy } from './compiled-policy.ts'

/**
 * Whether some Allow of the policy could match an action of a service (`ssm`, lower case), on whatever resource and
 * under whatever conditions. Denials do not count.
 */
export function mayAllowService(policy: CompiledPolicy, service: string): boolean {
  return policy.allows.some(({ action }) => action.mayMatchService(service))
}

/** The same for one action, `service:Name`. */
export function mayAllowAction(policy: CompiledPolicy, action: string): boolean {
  const requested = requestedAction(action)
  return policy.allows.some(statement => statement.action.matches(requested))
}
