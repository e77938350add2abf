// Members of an operation's input from where the model puts them: path, query, headers, body. Streamed bodies are left
// out: they have not arrived yet.
import { AwsFault } from '../../aws-fault.ts'
import { perShape } from '../../model/per-shape.ts'
import type { Member, ServiceModel, Shape, StructureShape } from '../../model/service-model.ts'
import { setOwn } from '../../model/set-own.ts'
import { localName, parseXmlDocument } from '../../xml/parse-document.ts'
import { xmlShapeReader } from '../../xml/shape-reader.ts'
import type { WireRequest } from '../protocol.ts'
import { parseScalar } from '../scalar-text.ts'
import { decodeUriText, utf8Text } from './request-target.ts'
import { invalidArgument, invalidUri, malformedXml, missingBody } from './s3-faults.ts'
import { forgivenDates, transferCoding } from './s3-peculiarities.ts'

/** A request with its address taken apart. */
export interface ReadableRequest {
  readonly request: WireRequest
  /** Encoded, by label. */
  readonly labels: Readonly<Record<string, string>>
  readonly query: ReadonlyMap<string, string>
  /** Those of the query too. */
  readonly headers: WireRequest['headers']
}

type MemberReader = (from: ReadableRequest) => unknown

/**
 * The reader of an input shape. Throws `InvalidURI`, `InvalidArgument`, `MalformedXML`, `MissingRequestBodyError` (all
 * 400).
 */
export const restInputReader = perShape<[ReadableRequest], Record<string, unknown>>((model, shape) => {
  const structure = shape as StructureShape
  const readers = Object.entries(structure.members).flatMap(([name, member]) => {
    const read = memberReader(model, structure, name, member)
    return read ? [{ name, read }] : []
  })
  return from => {
    const input: Record<string, unknown> = {}
    for (const { name, read } of readers) {
      const value = read(from)
      if (value !== undefined) input[name] = value
    }
    return input
  }
})

const elementReader = xmlShapeReader(malformedXml)

function memberReader(
  model: ServiceModel,
  structure: StructureShape,
  name: string,
  member: Member,
): MemberReader | undefined {
  const wireName = member.name ?? name
  const shape = model.shapes[member.shape]!
  switch (member.location) {
    case 'uri':
      return ({ labels, request }) => readLabel(labels[wireName], request)
    case 'querystring':
      return ({ query }) => readParameter(shape, wireName, query.get(wireName))
    case 'header':
      return headerReader(model, shape, wireName)
    case 'headers':
      return from => readPrefixed(wireName, from)
    default:
      if (structure.payload !== name || member.streaming) return undefined
      return bodyReader(model, member, wireName, structure.required?.includes(name) ?? false)
  }
}

function readLabel(label: string | undefined, { path }: WireRequest): string | undefined {
  if (label === undefined) return undefined
  const text = decodeUriText(label)
  if (text === undefined) throw invalidUri(path)
  return text
}

function readParameter(shape: Shape, wireName: string, bytes: string | undefined): unknown {
  if (bytes === undefined) return undefined
  const text = utf8Text(bytes)
  const value = text === undefined ? undefined : parseScalar(shape, text)
  if (value === undefined) throw invalidArgument(wireName, text)
  if (shape.type === 'string' && wireName.startsWith('response-') && !isHeaderText(text!)) {
    throw invalidArgument(wireName, text, 'Header value cannot be represented using ISO-8859-1.')
  }
  return value
}

/** May it stand in a header of the answer? */
function isHeaderText(text: string): boolean {
  return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(text)
}

/** Header texts stay the bytes they are (latin1 characters), encoded words included: what was sent comes back. */
function headerReader(model: ServiceModel, shape: Shape, wireName: string): MemberReader {
  const lowerName = wireName.toLowerCase()
  if (shape.type === 'list') {
    const element = headerText(model.shapes[shape.member.shape]!, lowerName)
    return ({ headers }) => {
      const text = headers[lowerName]
      return text?.split(',').flatMap(part => (part.trim() === '' ? [] : [element(part.trim())]))
    }
  }
  const read = headerText(shape, lowerName)
  return ({ headers }) => {
    const text = headers[lowerName]
    return text === undefined ? undefined : read(text)
  }
}

function headerText(shape: Shape, lowerName: string): (text: string) => unknown {
  if (lowerName === 'content-encoding') return withoutTransferCoding
  return text => {
    const value = parseScalar(shape, text)
    if (value === undefined && !forgivenDates.has(lowerName)) throw invalidArgument(lowerName, text)
    return value
  }
}

function withoutTransferCoding(text: string): string | undefined {
  const codings = text.split(',').filter(coding => coding.trim().toLowerCase() !== transferCoding)
  return codings.length === 0 ? undefined : codings.join(',').trim()
}

/** Headers that share a prefix as a map of what follows it. */
function readPrefixed(prefix: string, { headers }: ReadableRequest): Record<string, string> | undefined {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(prefix) && name !== prefix && value !== undefined)
      setOwn(found, name.slice(prefix.length), value)
  }
  return Object.keys(found).length === 0 ? undefined : found
}

function bodyReader(model: ServiceModel, member: Member, wireName: string, required: boolean): MemberReader {
  const { type } = model.shapes[member.shape]!
  const read = type === 'structure' ? documentReader(model, member, wireName) : type === 'blob' ? same : bodyText
  return ({ request: { body } }) => {
    if (body.length > 0) return read(body)
    if (required) throw missingBody()
    return undefined
  }
}

function documentReader(model: ServiceModel, member: Member, wireName: string): (body: Buffer) => unknown {
  const read = elementReader(model, member.shape)
  return body => {
    const root = parseXmlDocument(body)
    if (!root || localName(root.name) !== wireName) throw malformedXml()
    return read(root)
  }
}

function same(body: Buffer): Buffer {
  return body
}

/** The only text that S3 takes as a body is a policy. */
function bodyText(body: Buffer): string {
  const text = utf8Text(body.toString('latin1'))
  if (text !== undefined) return text
  throw new AwsFault('MalformedPolicy', 400, "Policies must be valid JSON and the first byte must be '{'")
}
