// The list of services. Each gets exactly the parts that its operations may reach.
import { type Ec2Parts } from './ec2/ec2-operation.ts'
import { ec2Operations } from './ec2/index.ts'
import { type Ec2messagesParts, ec2messagesOperations } from './ec2messages/get-messages.ts'
import { type IamParts } from './iam/iam-operation.ts'
import { iamOperations } from './iam/index.ts'
import { createService, type Service } from './operation.ts'
import { ssmOperations } from './ssm/index.ts'
import { type SsmParts } from './ssm/ssm-operation.ts'
import { ssmmessagesOperations, type SsmmessagesParts } from './ssmmessages/create-control-channel.ts'
import { stsOperations } from './sts/index.ts'
import { type StsParts } from './sts/sts-operation.ts'

export interface ServiceParts {
  readonly ssm: SsmParts
  readonly iam: IamParts
  readonly sts: StsParts
  readonly ec2: Ec2Parts
  readonly ec2messages: Ec2messagesParts
  readonly ssmmessages: SsmmessagesParts
}

/** Every service by the name of its model table. */
export function buildServices(parts: ServiceParts): ReadonlyMap<string, Service> {
  const services = [
    createService('ssm', ssmOperations, parts.ssm),
    createService('iam', iamOperations, parts.iam),
    createService('sts', stsOperations, parts.sts),
    createService('ec2', ec2Operations, parts.ec2),
    createService('ec2messages', ec2messagesOperations, parts.ec2messages),
    createService('ssmmessages', ssmmessagesOperations, parts.ssmmessages),
  ]
  return new Map(services.map(service => [service.name, service]))
}
