import type { CompiledPolicy } from './compiled-policy.ts'

const texts = new WeakMap<CompiledPolicy, readonly string[]>()

/** One statement of a policy as compact JSON, counted from zero; undefined when there is no such statement. */
export function statementText(policy: CompiledPolicy, index: number): string | undefined {
  let found = texts.get(policy)
  if (!found) {
    const { Statement } = JSON.parse(policy.text) as { readonly Statement: unknown }
    found = [Statement].flat().map(statement => JSON.stringify(statement, undefined, 0))
    texts.set(policy, found)
  }
  return found[index]
}
