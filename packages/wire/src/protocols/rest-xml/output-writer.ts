// Members of an operation's output to where the model puts them: headers, a document, a text, a stream.
import type { ServiceModel, StructureShape } from '../../model/service-model.ts'
import { xmlShapeWriter } from '../../xml/shape-writer.ts'
import { element, escapeXml } from '../../xml/writer.ts'
import type { BoundOperation, WireReply } from '../protocol.ts'
import { headerText, metadataText } from './header-text.ts'
import { rootElements, rootMembers, statuses, textTypes } from './s3-peculiarities.ts'

type Output = Readonly<Record<string, unknown>>
type Body = Pick<WireReply, 'body' | 'stream'> & { readonly type?: string | undefined }

export const xmlType = 'application/xml'

/** S3 writes milliseconds, always. */
const contentWriter = xmlShapeWriter(time => time.toISOString())

/** A document with its declaration. */
export function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`
}

/** The reply of an operation, without the headers that every reply has. */
export function renderOutput(bound: BoundOperation, output: Output): WireReply {
  const { name, model, operation } = bound
  const shape = operation.output ? (model.shapes[operation.output] as StructureShape) : undefined
  const headers = shape ? headersOf(model, shape, output) : {}
  const { type, ...body } = shape ? bodyOf(bound, shape, output) : nothing
  if (type !== undefined) headers['content-type'] = type
  const status = 'content-range' in headers ? 206 : (statuses[name] ?? operation.http?.code ?? 200)
  return { status, headers, ...body }
}

const nothing: Body = { body: '' }

function headersOf(model: ServiceModel, shape: StructureShape, output: Output): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [memberName, { location, name = memberName, shape: of }] of Object.entries(shape.members)) {
    const value = output[memberName]
    if (value === undefined || value === null) continue
    if (location === 'header') headers[name.toLowerCase()] = headerText(model.shapes[of]!, value)
    if (location !== 'headers') continue
    for (const [key, text] of Object.entries(value)) headers[`${name}${key}`] = metadataText(String(text))
  }
  return headers
}

function bodyOf(bound: BoundOperation, shape: StructureShape, output: Output): Body {
  if (shape.payload !== undefined) return payloadOf(bound, shape, output)
  if (Object.values(shape.members).every(member => member.location !== undefined)) return nothing
  const { name, model, operation } = bound
  const member = rootMembers[name]
  const content = member === undefined ? contentWriter(model, operation.output!)(output) : text(output[member])
  return documentOf(member ?? rootElements[name] ?? `${name}Result`, content, model)
}

function text(value: unknown): string {
  return typeof value === 'string' ? escapeXml(value) : ''
}

function payloadOf({ name, model }: BoundOperation, { payload, members }: StructureShape, output: Output): Body {
  const member = members[payload!]!
  const value = output[payload!]
  if (value === undefined || value === null) return nothing
  if (model.shapes[member.shape]!.type === 'structure') {
    return documentOf(member.name ?? payload!, contentWriter(model, member.shape)(value), model)
  }
  if (typeof value === 'string') return { body: value, type: textTypes[name] }
  return Buffer.isBuffer(value) ? { body: value } : { body: '', stream: value as AsyncIterable<Uint8Array> }
}

function documentOf(root: string, content: string, { xmlNamespace }: ServiceModel): Body {
  return { body: xmlDocument(element(root, content, xmlNamespace)), type: xmlType }
}
