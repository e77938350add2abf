// Typed values -> values that JSON.stringify renders as the model says. Writes modelled members only, so that nothing
// a domain object happens to carry reaches the wire.
import { perShape } from '../model/per-shape.ts'
import type { ServiceModel, Shape } from '../model/service-model.ts'
import { setOwn } from '../model/set-own.ts'

type Writer = (value: unknown) => unknown

/** The writer of a shape. Timestamps become epoch seconds with a millisecond fraction, blobs base64. */
export const jsonWriter = perShape<[unknown], unknown>(buildWriter)

function buildWriter(model: ServiceModel, shape: Shape): Writer {
  switch (shape.type) {
    case 'structure':
      return structureWriter(
        Object.entries(shape.members).map(([name, member]) => ({
          name,
          wireName: member.name ?? name,
          write: jsonWriter(model, member.shape),
        })),
      )
    case 'list': {
      const write = jsonWriter(model, shape.member.shape)
      return value => (value as readonly unknown[]).map(element => write(element))
    }
    case 'map':
      return mapWriter(jsonWriter(model, shape.value.shape))
    case 'timestamp':
      return value => (value as Date).getTime() / 1000
    case 'blob':
      return value => (value as Buffer).toString('base64')
    case 'float':
    case 'double':
      return value => (Number.isFinite(value) ? value : String(value))
    default:
      return value => value
  }
}

function structureWriter(members: readonly { name: string; wireName: string; write: Writer }[]): Writer {
  return value => {
    const source = value as Record<string, unknown>
    const result: Record<string, unknown> = {}
    for (const { name, wireName, write } of members) {
      const member = source[name]
      if (member !== undefined && member !== null) result[wireName] = write(member)
    }
    return result
  }
}

function mapWriter(write: Writer): Writer {
  return value => {
    const result: Record<string, unknown> = {}
    for (const [key, element] of Object.entries(value as Record<string, unknown>)) {
      if (element !== undefined) setOwn(result, key, write(element))
    }
    return result
  }
}
