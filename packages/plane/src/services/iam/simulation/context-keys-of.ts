import { contextKeysIn, type NamedPolicy } from '@hostler/policy/index'

/** Keys and variables that policies look at, each once, sorted. */
export function contextKeysOf(policies: readonly NamedPolicy[]): readonly string[] {
  return [...new Set(policies.flatMap(({ policy }) => contextKeysIn(policy.text)))].sort()
}
