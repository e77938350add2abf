// The query protocol (iam, sts): form parameters in, XML out.
import { AwsFault } from '../aws-fault.ts'
import type { ServiceModel } from '../model/service-model.ts'
import { xmlShapeWriter } from '../xml/shape-writer.ts'
import { element, textElement } from '../xml/writer.ts'
import { findErrorShape } from './error-shapes.ts'
import type { Protocol, WireReply } from './protocol.ts'
import { queryParameters } from './query-parameters.ts'
import { queryReader } from './query-reader.ts'

const readerOf = queryReader({
  memberName: (name, member) => member.name ?? name,
  flatLists: false,
  wrongType: (node, wanted) => new AwsFault('MalformedInput', 400, `Value for parameter ${node.name} is no ${wanted}`),
})

/** IAM and STS print whole seconds; a fraction appears only where there is one. */
const writerOf = xmlShapeWriter(time => time.toISOString().replace('.000Z', 'Z'))

export const queryProtocol: Protocol = {
  operationName: request => queryParameters(request).children.get('Action')?.value,

  readInput({ model, operation }, request) {
    const parameters = queryParameters(request)
    return operation.input ? (readerOf(model, operation.input)(parameters) as Record<string, unknown>) : {}
  },

  writeOutput({ name, model, operation }, output, requestId) {
    const content = operation.output ? writerOf(model, operation.output)(output) : ''
    const result = operation.output ? element(operation.resultWrapper ?? `${name}Result`, content) : ''
    const metadata = element('ResponseMetadata', textElement('RequestId', requestId))
    return reply(200, element(`${name}Response`, result + metadata, model.xmlNamespace), requestId)
  },

  writeFault(fault, requestId, model) {
    const type = textElement('Type', fault.status < 500 ? 'Sender' : 'Receiver')
    const summary = textElement('Code', fault.code) + textElement('Message', fault.message)
    const error = element('Error', type + summary + furtherMembers(fault, model))
    const body = element('ErrorResponse', error + textElement('RequestId', requestId), model?.xmlNamespace)
    return reply(fault.status, body, requestId)
  },
}

function reply(status: number, body: string, requestId: string): WireReply {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-RequestId': requestId }, body }
}

function furtherMembers(fault: AwsFault, model: ServiceModel | undefined): string {
  const shapeName = model && findErrorShape(model, fault.code)
  return shapeName ? writerOf(model, shapeName)(fault.members) : ''
}
