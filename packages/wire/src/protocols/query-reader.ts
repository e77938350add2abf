// Typed reading of query parameters over model tables: the part that query and ec2 query share.
import type { AwsFault } from '../aws-fault.ts'
import { perShape } from '../model/per-shape.ts'
import type { Member, ServiceModel, Shape } from '../model/service-model.ts'
import { setOwn } from '../model/set-own.ts'
import { indexedChildren, type ParameterNode } from './query-parameters.ts'
import { clampInteger, parseBase64, parseIsoTime, parseSpecialNumber } from './wire-values.ts'

type Reader = (node: ParameterNode) => unknown

/** What tells one query protocol from the other. */
export interface QueryDialect {
  /** Name of a structure's member in requests. */
  memberName(name: string, member: Member): string
  /** Are lists written `Name.1` (true) or `Name.member.1`? */
  readonly flatLists: boolean
  /** The fault for a parameter whose text is no value of its type, e.g. `wanted` = `Integer`. */
  wrongType(node: ParameterNode, wanted: string): AwsFault
}

/** Readers of one dialect: parameters -> typed value. A reader throws the dialect's `wrongType`. */
export function queryReader(dialect: QueryDialect): (model: ServiceModel, name: string) => Reader {
  const readerOf = perShape<[ParameterNode], unknown>(build)
  return readerOf

  function build(model: ServiceModel, shape: Shape): Reader {
    const read = buildUnchecked(model, shape)
    const wanted = typeNames[shape.type]
    if (shape.type !== 'structure' && shape.type !== 'list' && shape.type !== 'map') return read
    // `Filter.1=x` where members or elements belong; an empty text is how clients spell an empty list.
    return node => {
      if (node.value && node.children.size === 0) throw dialect.wrongType(node, wanted)
      return read(node)
    }
  }

  function buildUnchecked(model: ServiceModel, shape: Shape): Reader {
    switch (shape.type) {
      case 'structure':
        return structureReader(
          Object.entries(shape.members).map(([name, member]) => ({
            name,
            wireName: dialect.memberName(name, member),
            read: memberReader(model, member),
          })),
        )
      case 'list':
        return listReader(
          dialect.flatLists || shape.flattened === true,
          shape.member,
          readerOf(model, shape.member.shape),
        )
      case 'map':
        return mapReader(shape.flattened === true, shape.key, shape.value, readerOf(model, shape.value.shape))
      default:
        return scalarReader(shape)
    }
  }

  /** `flattened` may stand on the member instead of the shape. */
  function memberReader(model: ServiceModel, member: Member): Reader {
    const shape = model.shapes[member.shape]
    if (member.flattened && shape && 'flattened' in shape) return build(model, { ...shape, flattened: true })
    return readerOf(model, member.shape)
  }

  function scalarReader(shape: Shape): Reader {
    const wanted = typeNames[shape.type]
    const parse = scalarParser(shape)
    return node => {
      if (node.value === undefined) throw dialect.wrongType(node, wanted)
      const value = parse(node.value)
      if (value === undefined) throw dialect.wrongType(node, wanted)
      return value
    }
  }
}

const typeNames: Readonly<Record<Shape['type'], string>> = {
  structure: 'Structure',
  list: 'List',
  map: 'Map',
  string: 'String',
  integer: 'Integer',
  long: 'Long',
  double: 'Double',
  float: 'Float',
  boolean: 'Boolean',
  timestamp: 'Timestamp',
  blob: 'Blob',
}

function structureReader(members: readonly { name: string; wireName: string; read: Reader }[]): Reader {
  return node => {
    const result: Record<string, unknown> = {}
    for (const { name, wireName, read } of members) {
      const child = node.children.get(wireName)
      if (child) result[name] = read(child)
    }
    return result
  }
}

/** `Name=` alone is an empty list: how clients spell one. */
function listReader(flat: boolean, member: Member, read: Reader): Reader {
  const elementName = member.name ?? 'member'
  return node => {
    const parent = flat ? node : node.children.get(elementName)
    return parent ? indexedChildren(parent).map(child => read(child)) : []
  }
}

function mapReader(flat: boolean, key: Member, value: Member, read: Reader): Reader {
  const keyName = key.name ?? 'key'
  const valueName = value.name ?? 'value'
  return node => {
    const result: Record<string, unknown> = {}
    const parent = flat ? node : node.children.get('entry')
    for (const entry of parent ? indexedChildren(parent) : []) {
      const entryValue = entry.children.get(valueName)
      const entryKey = entry.children.get(keyName)?.value
      if (entryKey !== undefined) setOwn(result, entryKey, entryValue && read(entryValue))
    }
    return result
  }
}

function scalarParser(shape: Shape): (text: string) => unknown {
  switch (shape.type) {
    case 'boolean':
      return text => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined)
    case 'integer':
    case 'long': {
      const { type } = shape
      return text => (/^[+-]?\d{1,20}$/.test(text) ? clampInteger(type, Number(text)) : undefined)
    }
    case 'float':
    case 'double':
      return text => (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : parseSpecialNumber(text))
    case 'timestamp':
      return parseIsoTime
    case 'blob':
      return parseBase64
    default:
      return text => text
  }
}
