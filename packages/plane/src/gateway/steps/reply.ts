import { AwsFault } from '@hostler/wire/aws-fault'
import { protocolFor } from '@hostler/wire/protocols/index'
import { loadModel } from '@hostler/wire/model/load-model'
import type { Log } from '../../observability/log.ts'
import type { Exchange } from '../exchange.ts'

/** Renders what the operation gave. */
export function reply(exchange: Exchange): void {
  exchange.reply = exchange.protocol!.writeOutput(exchange.bound!, exchange.output!, exchange.requestId)
}

/** Renders whatever went wrong. What is no fault is our own failure: 500, with the reason in the log only. */
export function replyFault(exchange: Exchange, error: unknown, log: Log): void {
  const fault = error instanceof AwsFault ? error : internalFailure()
  if (fault === error)
    log.debug({ requestId: exchange.requestId, fault: fault.code, detail: fault.detail }, fault.message)
  else log.error({ requestId: exchange.requestId, operation: exchange.operation?.name, err: error }, 'internal failure')
  const protocol = exchange.protocol ?? protocolFor(loadModel('ssm'))
  exchange.reply = protocol.writeFault(fault, exchange.requestId, exchange.model)
  Object.assign(exchange.reply.headers, fault.headers)
}

function internalFailure(): AwsFault {
  return new AwsFault('InternalFailure', 500, 'The request processing has failed because of an unknown error.')
}
