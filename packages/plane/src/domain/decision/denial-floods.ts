// What keeps somebody whose every call is denied from filling the disk: of one caller and action only so many denials
// are written in a while, and of all sessions of one role so many; the others are counted on those of the same action.
// The first of an action is always written: much of one thing hides nothing of another.
import { hash } from 'node:crypto'
import { type AccessDecision, alsoOnLength, alsoOnMax } from './decision.ts'

/** A written denial, how many further ones stand behind it, and on what those were. */
export interface CountedDenial {
  readonly accountId: string
  readonly id: string
  readonly resource: string
  readonly alsoOn: Set<string>
  counted: number
}

export interface DenialFloods {
  /**
   * Undefined for a denial that is to be written. Else the written one that it has been counted on: the caller's that
   * says the same, or the caller's last of the action, or its role's.
   */
  countOn(denial: AccessDecision): CountedDenial | undefined
  /** Denials whose counts have changed since the last time. */
  takeCounted(): readonly CountedDenial[]
}

export const writtenOfActionMax = 100
export const writtenOfIdentityMax = 1_000
export const floodWindowMs = 600_000
const rememberedMax = 2_000

/** Denials of one caller, or of all that share an identity, in the current window. */
interface Written {
  readonly since: number
  readonly byAction: Map<string, WrittenOfAction>
  count: number
}

interface WrittenOfAction {
  readonly bySaying: Map<string, CountedDenial>
  count: number
  last: CountedDenial
}

export function createDenialFloods(): DenialFloods {
  const callers = new Map<string, Written>()
  const identities = new Map<string, Written>()
  let changed = new Set<CountedDenial>()

  return {
    countOn(denial) {
      const { accountId, action, callerArn, identityArn } = denial
      const now = denial.at.getTime()
      const ofCaller = writtenOf(callers, `${accountId} ${callerArn}`, now)
      const ofIdentity = writtenOf(identities, `${accountId} ${identityArn}`, now)
      const same = ofCaller.byAction.get(action)
      const alike = ofIdentity.byAction.get(action)
      const isRoom = ofIdentity.count < writtenOfIdentityMax && (same?.count ?? 0) < writtenOfActionMax
      if (isRoom || !alike) {
        const { id, resource } = denial
        const written = { accountId, id, resource, alsoOn: new Set<string>(), counted: 0 }
        for (const each of [ofCaller, ofIdentity]) add(each, denial, written)
        return undefined
      }
      const one = same?.bySaying.get(whatItSays(denial)) ?? same?.last ?? alike.last
      count(one, denial.resource)
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

function add(to: Written, denial: AccessDecision, written: CountedDenial): void {
  to.count++
  const ofAction = to.byAction.get(denial.action) ?? { bySaying: new Map(), count: 0, last: written }
  to.byAction.set(denial.action, ofAction)
  ofAction.count++
  ofAction.last = written
  if (ofAction.bySaying.size < writtenOfActionMax) ofAction.bySaying.set(whatItSays(denial), written)
}

function count(on: CountedDenial, resource: string): void {
  on.counted++
  if (resource === on.resource) return
  const name = resource.slice(0, alsoOnLength)
  // Again at the end: the latest stay.
  on.alsoOn.delete(name)
  on.alsoOn.add(name)
  if (on.alsoOn.size > alsoOnMax) on.alsoOn.delete(on.alsoOn.values().next().value!)
}

/** What was written in the current window; the oldest of many is forgotten. */
function writtenOf(remembered: Map<string, Written>, key: string, now: number): Written {
  const known = remembered.get(key)
  if (known && now - known.since < floodWindowMs) return known
  const fresh: Written = { since: now, byAction: new Map(), count: 0 }
  remembered.delete(key)
  remembered.set(key, fresh)
  if (remembered.size > rememberedMax) remembered.delete(remembered.keys().next().value!)
  return fresh
}

/** Short, however long what callers name is. */
function whatItSays({ resource, isPart, verdict }: AccessDecision): string {
  const { effect, layer, policyId, statementIndex } = verdict
  return hash('sha1', JSON.stringify([resource, isPart, effect, layer, policyId, statementIndex]), 'base64')
}
