// The rest-xml protocol as S3 speaks it: addresses, headers and XML documents. What only S3 does is in
// s3-peculiarities.ts. Bodies of objects pass by: they are neither read nor buffered here.
import { hash } from 'node:crypto'
import type { AwsFault } from '../../aws-fault.ts'
import type { ServiceModel } from '../../model/service-model.ts'
import { element, textElement } from '../../xml/writer.ts'
import type { Protocol, WireReply } from '../protocol.ts'
import { headersOf } from './headers-of.ts'
import { restInputReader } from './input-reader.ts'
import { renderOutput, xmlDocument, xmlType } from './output-writer.ts'
import { pathOf, queryOf } from './request-target.ts'
import { createRouter, matchPath, templatePath } from './router.ts'

/** The protocol needs the table to know which requests are operations. */
export function restXmlProtocol(model: ServiceModel): Protocol {
  return {
    operationName: createRouter(model),

    readInput({ operation }, request) {
      if (!operation.input) return {}
      const labels = matchPath(templatePath(operation), pathOf(request)) ?? {}
      return restInputReader(
        model,
        operation.input,
      )({ request, labels, query: queryOf(request), headers: headersOf(request) })
    },

    writeOutput(bound, output, requestId) {
      return identified(renderOutput(bound, output), requestId)
    },

    writeFault(fault, requestId) {
      // Not Modified has no body, by HTTP; the gateway drops those of HEAD.
      if (fault.status === 304) return identified({ status: 304, headers: {}, body: '' }, requestId)
      const body = xmlDocument(element('Error', errorContent(fault, requestId)))
      return identified({ status: fault.status, headers: { 'content-type': xmlType }, body }, requestId)
    },
  }
}

function errorContent({ code, message, members }: AwsFault, requestId: string): string {
  const all: Record<string, unknown> = {
    Code: code,
    Message: message,
    ...members,
    RequestId: requestId,
    HostId: hostId(requestId),
  }
  return Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => textElement(name, typeof value === 'string' ? value : JSON.stringify(value)))
    .join('')
}

/** Both ids that S3 gives a request, for whoever reports a problem. */
function identified(reply: WireReply, requestId: string): WireReply {
  reply.headers['x-amz-request-id'] = requestId
  reply.headers['x-amz-id-2'] = hostId(requestId)
  return reply
}

/** AWS's names the machine that answered; ours says nothing new. */
function hostId(requestId: string): string {
  return hash('sha512', requestId, 'base64')
}
