import * as fc from 'fast-check'
import type { Member, ServiceModel, Shape, StructureShape } from '../../model/service-model.ts'

/** What a protocol can carry at all. */
export interface ArbitraryOptions {
  /** Texts of the protocol. */
  readonly text: fc.Arbitrary<string>
  /** Query requests have no way to spell an empty structure, EC2 none for an empty list. */
  readonly emptyStructures: boolean
  readonly emptyLists: boolean
  /** Clients of REST services send nothing without the members that make the address, and want a body where one belongs. */
  readonly requiredSet?: boolean
  /** Values of a member that are not any value of its shape; `none` leaves the member out. */
  readonly member?: (name: string, member: Member, shape: Shape) => fc.Arbitrary<unknown> | 'none' | undefined
}

const maxDepth = 5
const earliest = new Date('1970-01-01T00:00:00Z')
const latest = new Date('2100-01-01T00:00:00Z')

/** Exactly one member of these may be set; clients insist. */
const unions: ReadonlySet<string> = new Set(['ExecutionInputs', 'ExecutionPreview', 'NodeType'])

function demanded({ required = [], payload, members }: StructureShape): readonly string[] {
  return payload === undefined || members[payload]!.streaming ? required : [...new Set([...required, payload])]
}

/** Any value of an operation's input or output shape, constraints aside; `{}` where it has none. */
export function shapeArbitrary(
  model: ServiceModel,
  root: string | null | undefined,
  options: ArbitraryOptions,
): fc.Arbitrary<Record<string, unknown>> {
  if (!root) return fc.constant({})
  const top = model.shapes[root]!
  return (
    top.type === 'structure' ? recordOf(top.members, 0, options.requiredSet ? demanded(top) : []) : fc.constant({})
  ) as fc.Arbitrary<Record<string, unknown>>

  /** Undefined when the shape cannot be filled above the depth limit. */
  function valueOf(name: string, depth: number): fc.Arbitrary<unknown> | undefined {
    const shape = model.shapes[name]!
    if (depth > maxDepth) return scalarOf(shape)
    switch (shape.type) {
      case 'structure': {
        if (unions.has(name)) return oneMember(shape.members, depth)
        const record = recordOf(shape.members, depth)
        return options.emptyStructures ? record : record.filter(value => Object.keys(value as object).length > 0)
      }
      case 'list': {
        const element = valueOf(shape.member.shape, depth + 1)
        return element && fc.array(element, { minLength: options.emptyLists ? 0 : 1, maxLength: 3 })
      }
      case 'map': {
        const value = valueOf(shape.value.shape, depth + 1)
        const key = options.text.filter(text => text !== '__proto__')
        return value && fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true })
      }
      default:
        return scalarOf(shape)
    }
  }

  function recordOf(
    members: Readonly<Record<string, Member>>,
    depth: number,
    required: readonly string[] = [],
  ): fc.Arbitrary<unknown> {
    const arbitraries = Object.entries(members).flatMap(([name, member]) => {
      const special = options.member?.(name, member, model.shapes[member.shape]!)
      if (special === 'none') return []
      const value = special ?? valueOf(member.shape, depth + 1)
      return value ? [[name, value] as const] : []
    })
    return fc.record(Object.fromEntries(arbitraries), { requiredKeys: [...required], noNullPrototype: true })
  }

  function oneMember(members: Readonly<Record<string, Member>>, depth: number): fc.Arbitrary<unknown> {
    const choices = Object.entries(members).flatMap(([name, member]) => {
      const value = valueOf(member.shape, depth + 1)
      return value ? [value.map(inner => ({ [name]: inner }))] : []
    })
    return fc.oneof(...choices)
  }

  function scalarOf(shape: Shape): fc.Arbitrary<unknown> | undefined {
    switch (shape.type) {
      case 'string':
        return shape.enum ? fc.constantFrom(...shape.enum) : options.text
      case 'integer':
        return fc.integer()
      case 'long':
        return fc.maxSafeInteger()
      case 'double':
      case 'float':
        return fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
      case 'boolean':
        return fc.boolean()
      case 'timestamp':
        return fc.date({ min: earliest, max: latest, noInvalidDate: true })
      case 'blob':
        return fc.uint8Array({ maxLength: 12 }).map(bytes => Buffer.from(bytes))
      default:
        return undefined
    }
  }
}
