// What keeps somebody whose every call is denied from filling the disk: of one caller only so many denials are written
// in a while, the others are counted on those.
import { hash } from 'node:crypto'
import type { AccessDecision } from './decision.ts'

/** A written denial and how many further ones stand behind it. */
export interface CountedDenial {
  readonly accountId: string
  readonly id: string
  counted: number
}

export interface DenialFloods {
  /**
   * Undefined for a denial that is to be written. Else the written one that it has been counted on: one that says the
   * same, or the caller's last.
   */
  countOn(denial: AccessDecision): CountedDenial | undefined
  /** Denials whose counts have changed since the last time. */
  takeCounted(): readonly CountedDenial[]
}

interface CallersDenials {
  readonly since: number
  /** By what they say. */
  readonly written: Map<string, CountedDenial>
  count: number
  last: CountedDenial | undefined
}

export const writtenOfOneMax = 100
export const floodWindowMs = 600_000
const callersMax = 2_000

export function createDenialFloods(): DenialFloods {
  const callers = new Map<string, CallersDenials>()
  let changed = new Set<CountedDenial>()

  function denialsOf(caller: string, now: number): CallersDenials {
    const known = callers.get(caller)
    if (known && now - known.since < floodWindowMs) return known
    const fresh: CallersDenials = { since: now, written: new Map(), count: 0, last: undefined }
    callers.delete(caller)
    callers.set(caller, fresh)
    if (callers.size > callersMax) callers.delete(callers.keys().next().value!)
    return fresh
  }

  return {
    countOn(denial) {
      const denials = denialsOf(`${denial.accountId} ${denial.identityArn}`, denial.at.getTime())
      const said = whatItSays(denial)
      if (denials.count < writtenOfOneMax) {
        denials.count++
        denials.last = { accountId: denial.accountId, id: denial.id, counted: 0 }
        denials.written.set(said, denials.last)
        return undefined
      }
      const one = denials.written.get(said) ?? denials.last!
      one.counted++
      changed.add(one)
      return one
    },
    takeCounted() {
      const taken = [...changed]
      changed = new Set()
      return taken
    },
  }
}

/** Short, however long what callers name is. */
function whatItSays({ action, resource, isPart, verdict }: AccessDecision): string {
  const { effect, layer, policyId, statementIndex } = verdict
  return hash('sha1', JSON.stringify([action, resource, isPart, effect, layer, policyId, statementIndex]), 'base64')
}
