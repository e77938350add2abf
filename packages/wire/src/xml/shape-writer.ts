// Typed values -> XML content as the query protocols lay it out: members as elements, lists in <member> or the
// model's name, maps in <entry>. Writes modelled members only.
import { perShape } from '../model/per-shape.ts'
import type { Member, ServiceModel, Shape } from '../model/service-model.ts'
import { element, escapeXml } from './writer.ts'

type Writer = (value: unknown) => string

/** Makes writers that differ in how times are spelled. The writer of a shape gives the content, without its element. */
export function xmlShapeWriter(
  formatTime: (time: Date) => string,
): (model: ServiceModel, name: string) => (value: unknown) => string {
  const contentWriter = perShape<[unknown], string>(build)
  return contentWriter

  function build(model: ServiceModel, shape: Shape): Writer {
    switch (shape.type) {
      case 'structure':
        return structureWriter(
          Object.entries(shape.members).map(([name, member]) => ({ name, write: memberWriter(model, name, member) })),
        )
      case 'list':
        return listWriter(shape.member.name ?? 'member', contentWriter(model, shape.member.shape))
      case 'map':
        return mapWriter('entry', model, shape.key, shape.value)
      case 'string':
        return value => escapeXml(value as string)
      case 'timestamp':
        return value => formatTime(value as Date)
      case 'blob':
        return value => (value as Buffer).toString('base64')
      default:
        return String
    }
  }

  /** A member with its element; flattened lists and maps repeat the element instead of nesting. */
  function memberWriter(model: ServiceModel, name: string, member: Member): Writer {
    const wireName = member.name ?? name
    const shape = model.shapes[member.shape]
    const flattened = member.flattened ?? (shape && 'flattened' in shape && shape.flattened)
    if (flattened && shape?.type === 'list') return listWriter(wireName, contentWriter(model, shape.member.shape))
    if (flattened && shape?.type === 'map') return mapWriter(wireName, model, shape.key, shape.value)
    const write = contentWriter(model, member.shape)
    return value => element(wireName, write(value))
  }

  function mapWriter(entryName: string, model: ServiceModel, key: Member, value: Member): Writer {
    const keyName = key.name ?? 'key'
    const valueName = value.name ?? 'value'
    const writeValue = contentWriter(model, value.shape)
    return map =>
      Object.entries(map as Record<string, unknown>)
        .map(([entryKey, entryValue]) =>
          element(entryName, element(keyName, escapeXml(entryKey)) + element(valueName, writeValue(entryValue))),
        )
        .join('')
  }
}

function structureWriter(members: readonly { name: string; write: Writer }[]): Writer {
  return value => {
    const source = value as Record<string, unknown>
    let content = ''
    for (const { name, write } of members) {
      const member = source[name]
      if (member !== undefined && member !== null) content += write(member)
    }
    return content
  }
}

function listWriter(name: string, write: Writer): Writer {
  return value => (value as readonly unknown[]).map(item => element(name, write(item))).join('')
}
