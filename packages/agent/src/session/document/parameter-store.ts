// `{{ssm:NAME}}` in a session's document: looked up in Parameter Store with the node's own credentials.
import { SessionFailure } from '../session-failure.ts'
import { isObject } from './start-message.ts'

/** Type and value of each parameter that there is. */
export type GetParameters = (
  names: readonly string[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, { type: string; value: string }>>

const REFERENCE = /\{\{ *ssm:([/\w.:-]+) *\}\}/g
/** Of one GetParameters. */
const NAMES_MAX = 10

/** A copy of `value` in which every reference is replaced. Throws `SessionFailure` for one that cannot be. */
export async function putInStored(value: unknown, getParameters: GetParameters, signal: AbortSignal): Promise<unknown> {
  const names = new Set<string>()
  eachText(value, text => {
    for (const [, name] of text.matchAll(REFERENCE)) if (name !== undefined) names.add(name)
    return text
  })
  if (names.size === 0) return value
  const stored = await lookUp([...names], getParameters, signal)
  return eachText(value, text => text.replace(REFERENCE, (_, name: string) => stored.get(name) ?? ''))
}

async function lookUp(
  names: readonly string[],
  getParameters: GetParameters,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const stored = new Map<string, string>()
  for (let from = 0; from < names.length; from += NAMES_MAX) {
    const some = names.slice(from, from + NAMES_MAX)
    const found = await getParameters(some, signal).catch((error: unknown) => {
      signal.throwIfAborted()
      throw new SessionFailure(`The session's document refers to Parameter Store: ${(error as Error).message}`)
    })
    for (const name of some) {
      const parameter = found.get(name)
      if (!parameter) throw new SessionFailure(`Parameter Store has no parameter ${name} for this node.`)
      if (parameter.type === 'SecureString') {
        throw new SessionFailure(`Parameter ${name} is a SecureString, which session documents must not use.`)
      }
      stored.set(name, parameter.value)
    }
  }
  return stored
}

function eachText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map(item => eachText(item, change))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, eachText(member, change)]))
}
