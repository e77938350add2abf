// Checks typed input against the constraints of its table: required, length, range, pattern, enum, sizes.
// Finds every failure, as AWS does; validation-message.ts words them.
import { perShape } from '../model/per-shape.ts'
import type { Member, ServiceModel, Shape, StructureShape } from '../model/service-model.ts'
import { ec2MemberName } from '../protocols/ec2-member-name.ts'
import type { BoundOperation } from '../protocols/protocol.ts'
import { rulesOf, type Constraint, type Rule } from './rules.ts'
import { valueText } from './value-text.ts'

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

/** Every constraint that the input breaks, in the order of the model; at most {@link maxFailures}. */
export function checkConstraints({ model, operation }: BoundOperation, input: unknown): readonly ConstraintFailure[] {
  const failures: ConstraintFailure[] = []
  if (operation.input) checkerOf(model, operation.input)(input, undefined, failures)
  return failures
}

/** One answer names no more than this: a thousand bad elements must not make a megabyte of answer. */
export const maxFailures = 100

/** Where in the input a checker stands; only failures turn it into text. */
interface Place {
  readonly parent: Place | undefined
  readonly name: string
  readonly parameter: string
}

type Check = (value: unknown, place: Place | undefined, failures: ConstraintFailure[]) => void

const nothing: Check = () => {}

const checkerOf = perShape<[unknown, Place | undefined, ConstraintFailure[]], void>((model, shape) => {
  const own = ownCheck(model, shape)
  const inner = innerCheck(model, shape)
  if (own === nothing) return inner
  if (inner === nothing) return own
  return (value, place, failures) => {
    own(value, place, failures)
    inner(value, place, failures)
  }
})

function ownCheck(model: ServiceModel, shape: Shape): Check {
  const rules = rulesOf(shape)
  if (rules.length === 0) return nothing
  return (value, place, failures) => {
    for (const rule of rules) {
      if (!rule.holds(value)) add(failures, place, rule, () => valueText(model, shape, value))
    }
  }
}

function innerCheck(model: ServiceModel, shape: Shape): Check {
  switch (shape.type) {
    case 'structure':
      return structureCheck(model, shape)
    case 'list':
      return isContainer(model, shape.member) ? listCheck(model, shape.member) : scalarListCheck(model, shape)
    case 'map':
      return mapCheck(model, shape)
    default:
      return nothing
  }
}

function structureCheck(model: ServiceModel, shape: StructureShape): Check {
  const members = Object.entries(shape.members)
    .map(([name, member]) => ({
      name,
      pathName: name.charAt(0).toLowerCase() + name.slice(1),
      parameter: ec2MemberName(name, member),
      required: shape.required?.includes(name) ?? false,
      check: checkerOf(model, member.shape),
    }))
    .filter(({ required, check }) => required || check !== nothing)
  if (members.length === 0) return nothing
  return (value, parent, failures) => {
    const source = value as Record<string, unknown>
    for (const { name, pathName, parameter, required, check } of members) {
      const member = source[name]
      if (member !== undefined) check(member, { parent, name: pathName, parameter }, failures)
      else if (required) add(failures, { parent, name: pathName, parameter }, notNull, () => 'null')
    }
  }
}

const notNull = { constraint: 'required', requirement: 'Member must not be null' } as const

/** Elements with an inside are named one by one: `filters.1.member`. */
function listCheck(model: ServiceModel, member: Member): Check {
  const check = checkerOf(model, member.shape)
  return (value, parent, failures) => {
    for (const [index, element] of (value as readonly unknown[]).entries()) {
      const position = `${index + 1}`
      const place = { parent, name: `${position}.member`, parameter: position }
      if (element === undefined) add(failures, place, notNull, () => 'null')
      else check(element, place, failures)
    }
  }
}

/** Scalar elements are summed up in one failure that shows the whole list and every rule of an element. */
function scalarListCheck(model: ServiceModel, shape: Shape & { type: 'list' }): Check {
  const broken = elementCheck(model, shape.member)
  return (value, place, failures) => {
    if (!(value as readonly unknown[]).some(element => broken(element))) return
    add(failures, place, summary('Member', broken.requirement), () => valueText(model, shape, value))
  }
}

function mapCheck(model: ServiceModel, shape: Shape & { type: 'map' }): Check {
  const brokenKey = elementCheck(model, shape.key)
  const deep = isContainer(model, shape.value)
  const brokenValue = deep ? undefined : elementCheck(model, shape.value)
  const check = deep ? checkerOf(model, shape.value.shape) : undefined
  return (value, parent, failures) => {
    const entries = Object.entries(value as Record<string, unknown>)
    const text = (): string | undefined => valueText(model, shape, value)
    if (entries.some(([key]) => brokenKey(key))) {
      add(failures, parent, summary('Map keys', brokenKey.requirement), text)
    }
    if (brokenValue && entries.some(([, element]) => brokenValue(element))) {
      add(failures, parent, summary('Map value', brokenValue.requirement), text)
    }
    if (!check) return
    for (const [key, element] of entries) {
      const place = { parent, name: `${key}.member`, parameter: key }
      if (element === undefined) add(failures, place, notNull, () => 'null')
      else check(element, place, failures)
    }
  }
}

interface ElementCheck {
  /** Is the element missing or does it break a rule? */
  (element: unknown): boolean
  readonly requirement: string
}

function elementCheck(model: ServiceModel, member: Member): ElementCheck {
  const rules = rulesOf(model.shapes[member.shape]!)
  const broken = (element: unknown): boolean => element === undefined || rules.some(rule => !rule.holds(element))
  const texts = rules.map(rule => rule.requirement)
  return Object.assign(broken, {
    requirement: texts.length === 0 ? notNull.requirement : texts.toReversed().join(', '),
  })
}

function summary(subject: string, requirement: string): Pick<Rule, 'constraint' | 'requirement'> {
  return { constraint: 'members', requirement: `${subject} must satisfy constraint: [${requirement}]` }
}

function isContainer(model: ServiceModel, member: Member): boolean {
  return ['structure', 'list', 'map'].includes(model.shapes[member.shape]!.type)
}

function add(
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
    value: text(),
    requirement,
  })
}
