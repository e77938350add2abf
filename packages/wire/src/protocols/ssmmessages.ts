// The agents' channel service: REST with JSON in, XML out. Agents require status 201 and read `TokenValue` from any
// root element; they know a denial only by the literal element <AccessDeniedException>.
import { AwsFault } from '../aws-fault.ts'
import type { OperationModel, ServiceModel, StructureShape } from '../model/service-model.ts'
import { xmlShapeWriter } from '../xml/shape-writer.ts'
import { element, textElement } from '../xml/writer.ts'
import { jsonReader, parseJsonObject } from './json-reader.ts'
import type { Protocol, WireReply } from './protocol.ts'
import { matchUri } from './uri-template.ts'

const writerOf = xmlShapeWriter(time => time.toISOString())

/** The protocol needs the table to know which paths are operations. */
export function ssmmessagesProtocol(model: ServiceModel): Protocol {
  return {
    operationName({ method, path }) {
      const matches = ([, { http }]: readonly [string, OperationModel]): boolean =>
        http?.method === method && matchUri(http.uri, path) !== undefined
      return Object.entries(model.operations).find(matches)?.[0]
    },

    readInput({ operation }, { path, body }) {
      const fromBody = parseJsonObject(body)
      if (!operation.input) return {}
      const shape = model.shapes[operation.input] as StructureShape
      const labels = (operation.http && matchUri(operation.http.uri, path)) ?? {}
      const fromPath = Object.entries(shape.members)
        .filter(([, member]) => member.location === 'uri')
        .map(([name, member]) => [name, decodeLabel(labels[member.name ?? name])])
      return jsonReader(model, operation.input)({ ...fromBody, ...Object.fromEntries(fromPath) }, 0) as Record<
        string,
        unknown
      >
    },

    writeOutput({ name, operation }, output, requestId) {
      const content = operation.output ? writerOf(model, operation.output)(output) : ''
      return reply(operation.http?.code ?? 200, element(`${name}Response`, content), requestId)
    },

    writeFault(fault, requestId) {
      return reply(fault.status, element(elementName(fault.code), textElement('Message', fault.message)), requestId)
    },
  }
}

function reply(status: number, body: string, requestId: string): WireReply {
  return { status, headers: { 'content-type': 'application/xml', 'x-amzn-RequestId': requestId }, body }
}

/** Codes with dots (none here so far) are legal element names too; anything else is our mistake, not the caller's. */
function elementName(code: string): string {
  return /^[A-Za-z][\w.]*$/.test(code) ? code : 'InternalServerException'
}

function decodeLabel(label: string | undefined): string | undefined {
  try {
    return label === undefined ? undefined : decodeURIComponent(label)
  } catch (cause) {
    throw new AwsFault('ValidationException', 400, 'The path is not percent-encoded UTF-8', { cause })
  }
}
