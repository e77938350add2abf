// That somebody was allowed or denied something, and why: what is kept of each answer of the permission check.
import { randomBytes } from 'node:crypto'
import type { Page, PageRequest } from '../basics/page.ts'

/**
 * What is kept apart, so that much of one kind pushes nothing of another out: denials, allowed changes, allowed reads,
 * and what hosts are allowed as they go about their work.
 */
export const decisionKinds = ['denial', 'change', 'read', 'host'] as const
export type DecisionKind = (typeof decisionKinds)[number]

/** What decided, and where that is written. */
export interface Verdict {
  readonly effect: 'allow' | 'explicit-deny' | 'implicit-deny'
  /** Kind of policy (`identity`, `boundary`, …), or the rule that is no policy: `root`, `host`, `instance-identity`. */
  readonly layer: string
  readonly policyId?: string
  readonly policyArn?: string
  readonly sid?: string
  /** Counted from zero. */
  readonly statementIndex?: number
  /** The statement as it stood then; absent where it is not the account's own to read. */
  readonly statement?: string
}

export interface AccessDecision {
  /** See {@link newDecisionId}. */
  readonly id: string
  readonly kind: DecisionKind
  /** The caller's. */
  readonly accountId: string
  readonly region: string
  readonly at: Date
  /** Shared by all questions of one call. */
  readonly requestId: string
  /** The call, `service:Name`. */
  readonly operation: string
  /** As denial messages name the caller. */
  readonly callerArn: string
  /** The user, or the role of a session; else as `callerArn`. */
  readonly identityArn: string
  readonly accessKeyId: string
  readonly sourceIp?: string
  readonly userAgent?: string
  readonly action: string
  readonly resource: string
  /** The answer went into another question of the call; alone it ended nothing. */
  readonly isPart: boolean
  readonly verdict: Verdict
  /** Every policy that had a say. */
  readonly policies: readonly { readonly layer: string; readonly id: string }[]
  /** Condition keys that policies looked at, with their values. */
  readonly keys: Readonly<Record<string, string | readonly string[]>>
  /** Condition keys that policies looked at in vain. */
  readonly missingKeys: readonly string[]
  /**
   * Further decisions that were counted here and not written: of what is allowed, the same one within seconds; of
   * denials, those of the same caller.
   */
  readonly counted: number
  /** Further resources of what was counted here, the latest ones where they are many. */
  readonly alsoOn?: readonly string[]
}

/** At most so many are named, with so many characters of each. */
export const alsoOnMax = 20
export const alsoOnLength = 256

/** Absent members match everything. */
export interface DecisionFilter {
  /** Of the caller, or of its user or role. */
  readonly principalArn?: string
  readonly action?: string
  readonly isAllowed?: boolean
  readonly from?: Date
  /** Exclusive. */
  readonly until?: Date
}

/** Decisions of one kind about callers of one account, or about one user or role in it. */
export interface DecisionGroup {
  readonly kind: DecisionKind
  readonly accountId: string
  readonly identityArn?: string
}

export interface DecisionReader {
  find(accountId: string, id: string): Promise<AccessDecision | undefined>
  /** Newest first. */
  list(accountId: string, filter: DecisionFilter, page: PageRequest): Promise<Page<AccessDecision>>
  /** Id of the so many-th newest; undefined when there are fewer. */
  findNth(group: DecisionGroup, number: number): Promise<string | undefined>
  /** The groups of an account, or of a user or role where `ofIdentities`, that hold more than so many. */
  largerThan(number: number, ofIdentities: boolean): Promise<readonly DecisionGroup[]>
}

export interface DecisionWriter extends DecisionReader {
  add(decisions: readonly AccessDecision[]): Promise<void>
  /** Replaces a decision that is there. */
  update(decision: AccessDecision): Promise<void>
  /** Deletes at most `limit` with an id before this one, of one group or of all; resolves to how many those were. */
  deleteBefore(id: string, limit: number, group?: DecisionGroup): Promise<number>
}

let counter = 0

/** `d-`, twelve hexadecimal digits of milliseconds, four of a counter, twelve at random: later ones sort behind. */
export function newDecisionId(at: Date): string {
  counter = (counter + 1) & 0xffff
  return `${earliestIdAt(at)}${counter.toString(16).padStart(4, '0')}${randomBytes(6).toString('hex')}`
}

/** No decision of that time or later sorts before it. */
export function earliestIdAt(at: Date): string {
  return `d-${Math.max(0, at.getTime()).toString(16).padStart(12, '0')}`
}
