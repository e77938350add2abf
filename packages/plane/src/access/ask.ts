// The questions that operations ask before they run.
import type { ContextValue } from '@hostler/policy/index'
import type { OwnedResource } from './policy-gathering.ts'

/**
 * Stands for a key that has no one value. A policy that looks at it denies: whichever value was shown, another one
 * would hide behind it.
 */
export const ambiguous = Symbol('several values for one condition key')

/** Condition keys, lower case, with their values. */
export type AskContext = Readonly<Record<string, ContextValue | typeof ambiguous | undefined>>

/** One question to the policies: may the caller do `action` on `resource`? */
export interface Ask {
  readonly action: string
  /** ARN, or the service's own string for actions without resource level. */
  readonly resource: string
  /** Condition keys of this question, lower case, on top of the request's. */
  readonly context?: AskContext
  /**
   * The host this question speaks of. Credentials of a host act for that host only, in its region: another host or
   * region is refused whatever the policies say.
   */
  readonly host?: string
  /** Only the host itself may: whoever else opened a node's channel would speak and hear in its place. */
  readonly hostOnly?: boolean
  /** Whose the resource is, with its own policy; left out: the caller's account's, without one. */
  readonly owned?: OwnedResource
}

/** Makes a question. */
export function may(action: string, resource: string, more: Omit<Ask, 'action' | 'resource'> = {}): Ask {
  return { action, resource, ...more }
}

/**
 * May the caller hand a role to a service? Asked by the service that receives it, on the role. The role's tags are no
 * keys of it: AWS does not promise them here.
 *
 * @param service e.g. `ec2.amazonaws.com`
 * @param associatedWith ARN of what the service will use the role for, where there is one
 */
export function mayPass(roleArn: string, service: string, associatedWith?: string): Ask {
  return may('iam:PassRole', roleArn, {
    context: { 'iam:passedtoservice': service, 'iam:associatedresourcearn': associatedWith },
  })
}

/** Of an ARN, and of a condition key's value: AWS has no longer ones that mean anything. */
const resourceMax = 2_048
const valueMax = 8_192

/** Whether a question is about more than a resource and condition keys can be. No policy allows it. */
export function isOverlong({ resource, context = {} }: Ask): boolean {
  return resource.length > resourceMax || Object.values(context).some(value => lengthOf(value) > valueMax)
}

function lengthOf(value: AskContext[string]): number {
  if (typeof value === 'string') return value.length
  return typeof value === 'object' ? value.reduce((sum, each) => sum + each.length, 0) : 0
}

/** For the few operations that everybody with valid credentials may call, whatever the policies say. */
export const anyone = 'anyone'

/** Never an empty list: that allows nothing, and is a fault of the operation. */
export type Asks = readonly Ask[] | typeof anyone

/**
 * Condition keys of tags, one for each prefix (`aws:resourcetag/`). Tags of one resource may differ in the case of
 * their keys alone, which condition keys do not have: such keys are ambiguous.
 */
export function tagContext(tags: Iterable<readonly [key: string, value: string]>, ...prefixes: string[]): AskContext {
  const values = new Map<string, ContextValue | typeof ambiguous>()
  for (const [key, value] of tags) {
    const name = key.toLowerCase()
    values.set(name, values.has(name) && values.get(name) !== value ? ambiguous : value)
  }
  return Object.fromEntries(prefixes.flatMap(prefix => [...values].map(([name, value]) => [prefix + name, value])))
}
