// The list of protocols: which one a service speaks.
import type { ServiceModel } from '../model/service-model.ts'
import { ec2QueryProtocol } from './ec2-query.ts'
import { jsonProtocol } from './json.ts'
import type { Protocol } from './protocol.ts'
import { queryProtocol } from './query.ts'
import { restXmlProtocol } from './rest-xml/rest-xml.ts'
import { ssmmessagesProtocol } from './ssmmessages.ts'

const restProtocols = new WeakMap<ServiceModel, Protocol>()

/** The protocol of a service. */
export function protocolFor(model: ServiceModel): Protocol {
  switch (model.protocol) {
    case 'json':
      return jsonProtocol
    case 'query':
      return queryProtocol
    case 'ec2':
      return ec2QueryProtocol
    case 'rest-json':
    case 'rest-xml':
      return restProtocol(model)
  }
}

/** The only service with JSON in its bodies so far answers in XML; another one needs a choice here. */
function restProtocol(model: ServiceModel): Protocol {
  const known = restProtocols.get(model)
  if (known) return known
  const created = model.protocol === 'rest-xml' ? restXmlProtocol(model) : ssmmessagesProtocol(model)
  restProtocols.set(model, created)
  return created
}
