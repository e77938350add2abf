import { AwsFault } from '@hostler/wire/aws-fault'
import type { ServiceModel } from '@hostler/wire/model/service-model'
import { protocolFor } from '@hostler/wire/protocols/index'
import type { Service } from '../../services/operation.ts'
import { findService } from '../endpoints.ts'
import type { Exchange } from '../exchange.ts'

/**
 * Finds service, protocol and operation. What AWS has and the plane has not is 501 with its name; what AWS has
 * not either is refused as AWS does.
 */
export function findOperation(exchange: Exchange, services: ReadonlyMap<string, Service>): void {
  const { request } = exchange
  const model = findService(request)
  if (!model) throw new AwsFault('UnknownOperationException', 404, 'The request names no service that is served here.')
  exchange.model = model
  exchange.protocol = protocolFor(model)
  const name = exchange.protocol.operationName(request)
  const operation = name !== undefined && Object.hasOwn(model.operations, name) ? model.operations[name] : undefined
  if (name === undefined || !operation) throw unknownOperation(model, name)
  exchange.operation = services.get(model.service)?.operations.get(name)
  if (!exchange.operation) {
    throw new AwsFault('NotImplemented', 501, `Hostler does not implement ${model.service}:${name}.`)
  }
  exchange.bound = { name, model, operation }
}

function unknownOperation(model: ServiceModel, name = ''): AwsFault {
  switch (model.protocol) {
    case 'query':
      return new AwsFault('InvalidAction', 400, `Could not find operation ${name} for version ${model.apiVersion}`)
    case 'ec2':
      return new AwsFault('InvalidAction', 400, `The action ${name} is not valid for this web service.`)
    default:
      return new AwsFault('UnknownOperationException', 400, '')
  }
}
