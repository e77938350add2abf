// What a broken constraint is, and how one is noted.
import type { Constraint, Rule } from './rules.ts'

/** One broken constraint. */
export interface ConstraintFailure {
  readonly constraint: Constraint
  /** As AWS's sentence names it: `filters.1.member.key`. */
  readonly path: string
  /** As EC2 names it, like the request's own parameter: `Filter.1.Name`. */
  readonly parameter: string
  /** The value as AWS prints it, `null` when it is missing; undefined when it may not be shown. */
  readonly value: string | undefined
  /** E.g. `Member must not be null`. */
  readonly requirement: string
}

/** One answer names no more than this: a thousand bad elements must not make a megabyte of answer. */
export const maxFailures = 100

/** Where in the input a checker stands; only failures turn it into text. */
export interface Place {
  readonly parent: Place | undefined
  readonly name: string
  readonly parameter: string
  /** Inside something sensitive: neither value nor keys may be shown. */
  readonly hidden: boolean
}

/** Notes a failure, unless there are enough. `text` gives the value as it may be shown. */
export function addFailure(
  failures: ConstraintFailure[],
  place: Place | undefined,
  { constraint, requirement }: Pick<Rule, 'constraint' | 'requirement'>,
  text: () => string | undefined,
): void {
  if (failures.length >= maxFailures) return
  const names: Place[] = []
  for (let at = place; at; at = at.parent) names.unshift(at)
  failures.push({
    constraint,
    path: names.map(({ name }) => name).join('.'),
    parameter: names.map(({ parameter }) => parameter).join('.'),
    value: place?.hidden ? undefined : text(),
    requirement,
  })
}
