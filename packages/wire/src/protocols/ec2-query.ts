// EC2's own query protocol: capitalised names and flat lists in requests, no result wrapper, its own error envelope.
import { AwsFault } from '../aws-fault.ts'
import { xmlShapeWriter } from '../xml/shape-writer.ts'
import { element, textElement } from '../xml/writer.ts'
import { ec2MemberName } from './ec2-member-name.ts'
import type { Protocol, WireReply } from './protocol.ts'
import { queryParameters } from './query-parameters.ts'
import { queryReader } from './query-reader.ts'

const readerOf = queryReader({
  memberName: ec2MemberName,
  flatLists: true,
  wrongType: ({ name, value = '' }, wanted) =>
    new AwsFault(
      'InvalidParameterValue',
      400,
      `Value (${value.slice(0, 256)}) for parameter ${name} is invalid. Expected ${wanted}.`,
    ),
})

const writerOf = xmlShapeWriter(time => time.toISOString())

export const ec2QueryProtocol: Protocol = {
  operationName: request => queryParameters(request).children.get('Action')?.value,

  readInput({ model, operation }, request) {
    const parameters = queryParameters(request)
    return operation.input ? (readerOf(model, operation.input)(parameters) as Record<string, unknown>) : {}
  },

  writeOutput({ name, model, operation }, output, requestId) {
    // Operations without output answer <return>true</return>.
    const content = operation.output ? writerOf(model, operation.output)(output) : textElement('return', 'true')
    const body = element(`${name}Response`, textElement('requestId', requestId) + content, model.xmlNamespace)
    return reply(200, body, requestId)
  },

  writeFault(fault, requestId) {
    const error = element('Error', textElement('Code', fault.code) + textElement('Message', fault.message))
    const body = element('Response', element('Errors', error) + textElement('RequestID', requestId))
    return reply(fault.status, body, requestId)
  },
}

function reply(status: number, content: string, requestId: string): WireReply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${content}`
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-RequestId': requestId }, body }
}
