// Typed values -> XML content as AWS lays it out: members as elements or attributes, lists in <member> or the model's
// name, maps in <entry>. Writes modelled members only, and none that belong into headers.
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
          Object.entries(shape.members)
            .filter(([, { location, xmlAttribute }]) => location === undefined && xmlAttribute !== true)
            .map(([name, member]) => ({ name, write: memberWriter(model, name, member) })),
        )
      case 'list':
        return listWriter(elementWriter(model, shape.member.name ?? 'member', shape.member.shape))
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
    if (flattened && shape?.type === 'list') return listWriter(elementWriter(model, wireName, shape.member.shape))
    if (flattened && shape?.type === 'map') return mapWriter(wireName, model, shape.key, shape.value)
    return elementWriter(model, wireName, member.shape)
  }

  function elementWriter(model: ServiceModel, name: string, shapeName: string): Writer {
    const write = contentWriter(model, shapeName)
    const attributes = attributesWriter(model.shapes[shapeName])
    return attributes
      ? value => `<${name}${attributes(value)}>${write(value)}</${name}>`
      : value => element(name, write(value))
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

function listWriter(write: Writer): Writer {
  return value => (value as readonly unknown[]).map(write).join('')
}

const schemaInstance = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

/** Attributes of a structure's element, a blank before each; undefined for what never has any. */
function attributesWriter(shape: Shape | undefined): Writer | undefined {
  if (shape?.type !== 'structure') return undefined
  const members = Object.entries(shape.members).filter(([, member]) => member.xmlAttribute)
  if (members.length === 0) return undefined
  return value => {
    const source = value as Record<string, unknown>
    return members
      .filter(([name]) => source[name] !== undefined && source[name] !== null)
      .map(([name, member]) => attribute(member.name ?? name, String(source[name])))
      .join('')
  }
}

function attribute(name: string, text: string): string {
  return `${name.startsWith('xsi:') ? schemaInstance : ''} ${name}="${escapeXml(text)}"`
}
