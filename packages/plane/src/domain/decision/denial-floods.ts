// What keeps somebody whose every call is denied from filling the disk: of one caller only so many denials are written
// in a while, and of all sessions of one role so many; the others are counted on those.
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
   * Undefined for a denial that is to be written. Else the written one that it has been counted on: the caller's that
   * says the same, or the caller's last, or the last of its role.
   */
  countOn(denial: AccessDecision): CountedDenial | undefined
  /** Denials whose counts have changed since the last time. */
  takeCounted(): readonly CountedDenial[]
}

export const writtenOfCallerMax = 100
export const writtenOfIdentityMax = 1_000
export const floodWindowMs = 600_000
const rememberedMax = 2_000

/** Denials of one caller, or of all that share an identity. */
interface Written {
  readonly since: number
  readonly bySaying: Map<string, CountedDenial>
  count: number
  last: CountedDenial | undefined
}

export function createDenialFloods(): DenialFloods {
  const callers = new Map<string, Written>()
  const identities = new Map<string, Written>()
  let changed = new Set<CountedDenial>()

  return {
    countOn(denial) {
      const now = denial.at.getTime()
      const ofCaller = writtenOf(callers, `${denial.accountId} ${denial.callerArn}`, now)
      const ofIdentity = writtenOf(identities, `${denial.accountId} ${denial.identityArn}`, now)
      const said = whatItSays(denial)
      if (ofCaller.count < writtenOfCallerMax && ofIdentity.count < writtenOfIdentityMax) {
        const { accountId, id } = denial
        ofCaller.last = ofIdentity.last = { accountId, id, counted: 0 }
        ofCaller.bySaying.set(said, ofCaller.last)
        ofCaller.count++
        ofIdentity.count++
        return undefined
      }
      const one = ofCaller.bySaying.get(said) ?? ofCaller.last ?? ofIdentity.last!
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

/** What was written in the current window; the oldest of many is forgotten. */
function writtenOf(remembered: Map<string, Written>, key: string, now: number): Written {
  const known = remembered.get(key)
  if (known && now - known.since < floodWindowMs) return known
  const fresh: Written = { since: now, bySaying: new Map(), count: 0, last: undefined }
  remembered.delete(key)
  remembered.set(key, fresh)
  if (remembered.size > rememberedMax) remembered.delete(remembered.keys().next().value!)
  return fresh
}

/** Short, however long what callers name is. */
function whatItSays({ action, resource, isPart, verdict }: AccessDecision): string {
  const { effect, layer, policyId, statementIndex } = verdict
  return hash('sha1', JSON.stringify([action, resource, isPart, effect, layer, policyId, statementIndex]), 'base64')
}
