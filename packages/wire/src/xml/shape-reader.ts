// XML elements -> typed values over model tables. Elements come in any order and namespace; unknown ones are dropped.
import type { XmlElement } from '@rgrove/parse-xml'
import { perShape } from '../model/per-shape.ts'
import type { ListShape, MapShape, Member, ServiceModel, Shape, StructureShape } from '../model/service-model.ts'
import { setOwn } from '../model/set-own.ts'
import { parseScalar } from '../protocols/scalar-text.ts'
import { childElements, localName, textOf } from './parse-document.ts'

type Reader = (element: XmlElement) => unknown
type Children = ReadonlyMap<string, readonly XmlElement[]>
type MemberReader = (children: Children) => unknown

/** The reader of a shape. Throws what `refuse` makes for a value of the wrong type, and for a member given twice. */
export function xmlShapeReader(refuse: () => Error): (model: ServiceModel, name: string) => Reader {
  const readerOf = perShape<[XmlElement], unknown>(build)
  return readerOf

  function build(model: ServiceModel, shape: Shape): Reader {
    switch (shape.type) {
      case 'structure':
        return structureReader(model, shape)
      case 'list': {
        const readAll = listReader(model, shape)
        return element => readAll(childrenByName(element).get(shape.member.name ?? 'member') ?? [])
      }
      case 'map': {
        const readAll = mapReader(model, shape)
        return element => readAll(childrenByName(element).get('entry') ?? [])
      }
      default:
        return element => scalar(shape, textOf(element))
    }
  }

  function scalar(shape: Shape, text: string | undefined): unknown {
    const value = text === undefined ? undefined : parseScalar(shape, shape.type === 'string' ? text : text.trim())
    if (value === undefined) throw refuse()
    return value
  }

  function structureReader(model: ServiceModel, { members }: StructureShape): Reader {
    const ofElements = Object.entries(members)
      .filter(([, { location, xmlAttribute }]) => location === undefined && xmlAttribute !== true)
      .map(([name, member]) => ({ name, read: memberReader(model, name, member) }))
    const ofAttributes = Object.entries(members).filter(([, member]) => member.xmlAttribute)
    return element => {
      const children = childrenByName(element)
      const result: Record<string, unknown> = {}
      for (const { name, read } of ofElements) {
        const value = read(children)
        if (value !== undefined) result[name] = value
      }
      for (const [name, member] of ofAttributes) {
        const text = attributeOf(element, localName(member.name ?? name))
        if (text !== undefined) result[name] = scalar(model.shapes[member.shape]!, text)
      }
      return result
    }
  }

  /** Flattened lists repeat the member's own element. */
  function memberReader(model: ServiceModel, name: string, member: Member): MemberReader {
    const wireName = member.name ?? name
    const shape = model.shapes[member.shape]!
    const flattened = member.flattened ?? ('flattened' in shape && shape.flattened === true)
    if (flattened && (shape.type === 'list' || shape.type === 'map')) {
      const readAll = shape.type === 'list' ? listReader(model, shape) : mapReader(model, shape)
      return children => {
        const elements = children.get(wireName)
        return elements && readAll(elements)
      }
    }
    const read = readerOf(model, member.shape)
    return children => {
      const [only, ...more] = children.get(wireName) ?? []
      if (more.length > 0) throw refuse()
      return only && read(only)
    }
  }

  function listReader(model: ServiceModel, { member }: ListShape): (elements: readonly XmlElement[]) => unknown {
    const read = readerOf(model, member.shape)
    return elements => elements.map(read)
  }

  function mapReader(model: ServiceModel, { key, value }: MapShape): (entries: readonly XmlElement[]) => unknown {
    const read = readerOf(model, value.shape)
    return entries => {
      const result: Record<string, unknown> = {}
      for (const entry of entries) {
        const children = childrenByName(entry)
        const [keyElement] = children.get(key.name ?? 'key') ?? []
        const [valueElement] = children.get(value.name ?? 'value') ?? []
        const text = keyElement && textOf(keyElement)
        if (text === undefined || !valueElement) throw refuse()
        setOwn(result, text, read(valueElement))
      }
      return result
    }
  }
}

function childrenByName(element: XmlElement): Children {
  return Map.groupBy(childElements(element), child => localName(child.name))
}

function attributeOf({ attributes }: XmlElement, name: string): string | undefined {
  const found = Object.keys(attributes).find(each => !each.startsWith('xmlns:') && localName(each) === name)
  return found === undefined ? undefined : attributes[found]
}
