// AWS JSON 1.0 and 1.1: one POST path, the operation in X-Amz-Target, one JSON object each way.
import type { AwsFault } from '../aws-fault.ts'
import type { ServiceModel } from '../model/service-model.ts'
import { findErrorShape } from './error-shapes.ts'
import { jsonReader, parseJsonObject } from './json-reader.ts'
import { jsonWriter } from './json-writer.ts'
import type { Protocol, WireReply } from './protocol.ts'

export const jsonProtocol: Protocol = {
  operationName({ headers }) {
    // AWS does not look for an operation in a body of another type.
    if (!isJson(headers['content-type'])) return undefined
    const target = headers['x-amz-target'] ?? ''
    // Prefixes may have dots; names of operations have none.
    const dot = target.lastIndexOf('.')
    return dot < 0 ? undefined : target.slice(dot + 1)
  },

  readInput({ model, operation }, { body }) {
    const value = parseJsonObject(body)
    if (!operation.input) return {}
    return jsonReader(model, operation.input)(value, 0) as Record<string, unknown>
  },

  writeOutput({ model, operation }, output, requestId) {
    const body = operation.output ? JSON.stringify(jsonWriter(model, operation.output)(output)) : '{}'
    return reply(200, body, requestId, model)
  },

  writeFault(fault, requestId, model) {
    return reply(fault.status, JSON.stringify(faultBody(fault, model)), requestId, model)
  },
}

/** What nearly every client sends is told without a regular expression. */
function isJson(contentType = ''): boolean {
  return (
    contentType === 'application/x-amz-json-1.1' ||
    /^application\/(?:x-amz-json-1\.[01]|json)\s*(?:;|$)/i.test(contentType)
  )
}

function reply(status: number, body: string, requestId: string, model: ServiceModel | undefined): WireReply {
  const contentType = `application/x-amz-json-${model?.jsonVersion ?? '1.1'}`
  return { status, headers: { 'content-type': contentType, 'x-amzn-RequestId': requestId }, body }
}

/** Faults that AWS's front end raises before the service sees the request; they carry its namespace. */
const frontEndCodes: ReadonlySet<string> = new Set([
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
])

function faultBody(fault: AwsFault, model: ServiceModel | undefined): Record<string, unknown> {
  const type = frontEndCodes.has(fault.code) ? `com.amazon.coral.service#${fault.code}` : fault.code
  const shapeName = model && findErrorShape(model, fault.code)
  if (!model || !shapeName) {
    return { __type: type, ...fault.members, ...(fault.message === '' ? {} : { message: fault.message }) }
  }
  // Modelled errors of older services spell the member `Message`.
  const shape = model.shapes[shapeName]
  const messageName = shape?.type === 'structure' && 'Message' in shape.members ? 'Message' : 'message'
  const members = jsonWriter(model, shapeName)(fault.members) as Record<string, unknown>
  return { __type: type, ...members, ...(fault.message === '' ? {} : { [messageName]: fault.message }) }
}
