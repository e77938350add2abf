// Typed reading of JSON values over model tables. Knows AWS's words for values of the wrong type, no operation.
import { AwsFault } from '../aws-fault.ts'
import { perShape } from '../model/per-shape.ts'
import type { NumberShape, ServiceModel, Shape } from '../model/service-model.ts'
import { setOwn } from '../model/set-own.ts'
import { clampInteger, parseBase64, parseEpochSeconds, parseIsoTime, parseSpecialNumber } from './wire-values.ts'

type Reader = (value: unknown, depth: number) => unknown

/** Shapes may contain themselves; a request may not use that to exhaust the stack. */
const maxDepth = 64

/**
 * The reader of a shape: JSON value -> typed value. `depth` starts at 0. Unknown members and `null` members are
 * dropped, `null` elements become `undefined` for the constraints to refuse.
 * Throws `SerializationException` (400).
 */
export const jsonReader = perShape<[unknown, number], unknown>(buildReader)

/** Reads a body that must hold one JSON object; an empty body is `{}`. Throws `SerializationException`. */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {}
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(body))
  } catch (cause) {
    throw new AwsFault('SerializationException', 400, 'Unexpected token received from parser', { cause })
  }
  if (!isObject(value)) throw misplaced(value, 'map')
  return value
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function buildReader(model: ServiceModel, shape: Shape): Reader {
  switch (shape.type) {
    case 'structure':
      return structureReader(
        Object.entries(shape.members).map(([name, member]) => ({
          name,
          wireName: member.name ?? name,
          read: jsonReader(model, member.shape),
        })),
      )
    case 'list':
      return listReader(jsonReader(model, shape.member.shape))
    case 'map':
      return mapReader(jsonReader(model, shape.value.shape))
    case 'string':
      return value => (typeof value === 'string' ? value : refuse(value, 'a String'))
    case 'boolean':
      return value => (typeof value === 'boolean' ? value : refuse(value, 'a Boolean'))
    case 'timestamp':
      return readTimestamp
    case 'blob':
      return readBlob
    default:
      return numberReader(shape.type)
  }
}

function structureReader(members: readonly { name: string; wireName: string; read: Reader }[]): Reader {
  return (value, depth) => {
    if (!isObject(value)) throw misplaced(value, 'map')
    const inner = deeper(depth)
    const result: Record<string, unknown> = {}
    for (const { name, wireName, read } of members) {
      const member = value[wireName]
      if (member !== undefined && member !== null) result[name] = read(member, inner)
    }
    return result
  }
}

function listReader(read: Reader): Reader {
  return (value, depth) => {
    if (!Array.isArray(value)) throw misplaced(value, 'list')
    const inner = deeper(depth)
    return value.map(element => (element === null ? undefined : read(element, inner)))
  }
}

function mapReader(read: Reader): Reader {
  return (value, depth) => {
    if (!isObject(value)) throw misplaced(value, 'map')
    const inner = deeper(depth)
    const result: Record<string, unknown> = {}
    for (const [key, element] of Object.entries(value)) {
      setOwn(result, key, element === null ? undefined : read(element, inner))
    }
    return result
  }
}

function numberReader(type: NumberShape['type']): Reader {
  if (type === 'integer' || type === 'long') {
    const target = type === 'integer' ? 'an Integer' : 'a Long'
    return value => (typeof value === 'number' ? clampInteger(type, value) : refuse(value, target))
  }
  const target = type === 'float' ? 'a Float' : 'a Double'
  return value => {
    if (typeof value === 'number') return value
    const special = typeof value === 'string' ? parseSpecialNumber(value) : undefined
    return special ?? refuse(value, target)
  }
}

function readTimestamp(value: unknown): Date {
  const date =
    typeof value === 'number' ? parseEpochSeconds(value) : typeof value === 'string' ? parseIsoTime(value) : undefined
  return date ?? refuse(value, 'milliseconds since epoch')
}

function readBlob(value: unknown): Buffer {
  if (typeof value !== 'string') return refuse(value, 'a Blob')
  const blob = parseBase64(value)
  if (blob) return blob
  const aligned = value.length % 4 === 0
  throw serializationFault(
    aligned
      ? 'Invalid Base64 character detected'
      : `Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`,
  )
}

function deeper(depth: number): number {
  if (depth >= maxDepth) throw serializationFault('Document is nested too deeply')
  return depth + 1
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(value: unknown, target: string): never {
  if (typeof value === 'object' && value !== null) throw misplaced(value, target)
  throw serializationFault(`${tokenName(value)} can not be converted to ${target}`)
}

/** A container where something else stands in the model, or the other way round. */
function misplaced(value: unknown, wanted: string): AwsFault {
  if (Array.isArray(value)) return serializationFault('Start of list found where not expected')
  if (isObject(value)) return serializationFault('Start of structure or map found where not expected.')
  return serializationFault(`Expected ${wanted} or null`)
}

function tokenName(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  return typeof value === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE'
}

function serializationFault(message: string): AwsFault {
  return new AwsFault('SerializationException', 400, message)
}
