// Checks typed input against the constraints of its table: required, length, range, pattern, enum, sizes.
// Finds every failure, as AWS does; validation-message.ts words them.
import { perShape } from '../model/per-shape.ts'
import type { ListShape, MapShape, Member, ServiceModel, Shape, StructureShape } from '../model/service-model.ts'
import { ec2MemberName } from '../protocols/ec2-member-name.ts'
import type { BoundOperation } from '../protocols/protocol.ts'
import { addFailure, type ConstraintFailure, type Place } from './constraint-failure.ts'
import { rulesOf, type Rule } from './rules.ts'
import { valueText } from './value-text.ts'

export type { ConstraintFailure }

/** Every constraint that the input breaks, in the order of the model; at most a hundred. */
export function checkConstraints({ model, operation }: BoundOperation, input: unknown): readonly ConstraintFailure[] {
  const failures: ConstraintFailure[] = []
  if (operation.input) checkerOf(model, operation.input)(input, undefined, failures)
  return failures
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
      if (!rule.holds(value)) addFailure(failures, place, rule, () => valueText(model, shape, value))
    }
  }
}

function innerCheck(model: ServiceModel, shape: Shape): Check {
  switch (shape.type) {
    case 'structure':
      return structureCheck(model, shape)
    case 'list':
      return isContainer(model, shape.member) ? listCheck(model, shape) : scalarListCheck(model, shape)
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
  const sensitive = shape.sensitive === true
  return (value, parent, failures) => {
    const source = value as Record<string, unknown>
    for (const { name, pathName, parameter, required, check } of members) {
      const member = source[name]
      if (member === undefined && !required) continue
      const place = { parent, name: pathName, parameter, hidden: sensitive || parent?.hidden === true }
      if (member === undefined) addFailure(failures, place, notNull, () => 'null')
      else check(member, place, failures)
    }
  }
}

const notNull = { constraint: 'required', requirement: 'Member must not be null' } as const

/** Elements with an inside are named one by one: `filters.1.member`. */
function listCheck(model: ServiceModel, shape: ListShape): Check {
  const check = checkerOf(model, shape.member.shape)
  return (value, parent, failures) => {
    for (const [index, element] of (value as readonly unknown[]).entries()) {
      const position = `${index + 1}`
      const hidden = shape.sensitive === true || parent?.hidden === true
      const place = { parent, name: `${position}.member`, parameter: position, hidden }
      if (element === undefined) addFailure(failures, place, notNull, () => 'null')
      else check(element, place, failures)
    }
  }
}

/** Scalar elements are summed up in one failure that shows the whole list and every rule of an element. */
function scalarListCheck(model: ServiceModel, shape: ListShape): Check {
  const broken = elementCheck(model, shape.member)
  return (value, place, failures) => {
    if (!(value as readonly unknown[]).some(element => broken(element))) return
    addFailure(failures, place, summary('Member', broken.requirement), () => valueText(model, shape, value))
  }
}

function mapCheck(model: ServiceModel, shape: MapShape): Check {
  const brokenKey = elementCheck(model, shape.key)
  const deep = isContainer(model, shape.value)
  const brokenValue = deep ? undefined : elementCheck(model, shape.value)
  const check = deep ? checkerOf(model, shape.value.shape) : undefined
  const sensitive = shape.sensitive === true || isSensitive(model.shapes[shape.key.shape]!)
  return (value, parent, failures) => {
    const entries = Object.entries(value as Record<string, unknown>)
    const text = (): string | undefined => valueText(model, shape, value)
    if (entries.some(([key]) => brokenKey(key))) {
      addFailure(failures, parent, summary('Map keys', brokenKey.requirement), text)
    }
    if (brokenValue && entries.some(([, element]) => brokenValue(element))) {
      addFailure(failures, parent, summary('Map value', brokenValue.requirement), text)
    }
    if (!check) return
    for (const [key, element] of entries) {
      const hidden = sensitive || parent?.hidden === true
      const parameter = hidden ? '*' : key
      const place = { parent, name: `${parameter}.member`, parameter, hidden }
      if (element === undefined) addFailure(failures, place, notNull, () => 'null')
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

function isSensitive(shape: Shape): boolean {
  return 'sensitive' in shape && shape.sensitive === true
}

function isContainer(model: ServiceModel, member: Member): boolean {
  return ['structure', 'list', 'map'].includes(model.shapes[member.shape]!.type)
}
