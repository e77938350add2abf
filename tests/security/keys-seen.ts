// What conditions see: a policy that looks at keys and denies nothing, and the values that it found.
import type { TestPlane } from '@hostler/testkit/test-plane'

export type SeenKeys = Readonly<Record<string, string | readonly string[]>>

/** Statements that look at every one of these keys, and deny only who has the value `-`. */
export function lookAt(keys: readonly string[]): object[] {
  return keys.map(key => ({
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { 'ForAnyValue:StringEquals': { [key]: '-' } },
  }))
}

export function probe(keys: readonly string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, ...lookAt(keys)] }
}

/** The keys, in lower case, that had a value in the newest question about an action; all others had none. */
export async function keysSeen(plane: TestPlane, action: string, accountId = plane.accountId): Promise<SeenKeys> {
  const { app } = plane.running
  await app.flushDecisions()
  const { items } = await app.storage.read.decisions.list(accountId, { action }, { limit: 1 })
  if (!items[0]) throw new Error(`nobody asked for ${action}`)
  return items[0].keys
}
