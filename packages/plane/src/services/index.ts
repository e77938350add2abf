// The list of services. Each gets exactly the parts that its operations may reach.
import { type CloudtrailParts } from './cloudtrail/cloudtrail-operation.ts'
import { cloudtrailOperations } from './cloudtrail/index.ts'
import { type Ec2Parts } from './ec2/ec2-operation.ts'
import { ec2Operations } from './ec2/index.ts'
import { type Ec2messagesParts, ec2messagesOperations } from './ec2messages/get-messages.ts'
import type { HostlerParts } from './hostler/hostler-operation.ts'
import { hostlerOperations } from './hostler/index.ts'
import { type IamParts } from './iam/iam-operation.ts'
import { iamOperations } from './iam/index.ts'
import { logsOperations } from './logs/index.ts'
import type { LogsParts } from './logs/logs-operation.ts'
import { organizationsOperations } from './organizations/index.ts'
import type { OrganizationsParts } from './organizations/organizations-operation.ts'
import { createService, type Service } from './operation.ts'
import { s3Operations } from './s3/index.ts'
import type { S3Parts } from './s3/s3-operation.ts'
import { ssmOperations } from './ssm/index.ts'
import { type SsmParts } from './ssm/ssm-operation.ts'
import { ssmmessagesOperations } from './ssmmessages/index.ts'
import { type SsmmessagesParts } from './ssmmessages/ssmmessages-operation.ts'
import { stsOperations } from './sts/index.ts'
import { type StsParts } from './sts/sts-operation.ts'

export interface ServiceParts {
  readonly ssm: SsmParts
  readonly iam: IamParts
  readonly sts: StsParts
  readonly organizations: OrganizationsParts
  readonly ec2: Ec2Parts
  readonly ec2messages: Ec2messagesParts
  readonly ssmmessages: SsmmessagesParts
  readonly s3: S3Parts
  readonly hostler: HostlerParts
  readonly cloudtrail: CloudtrailParts
  readonly logs: LogsParts
}

const operations = {
  ssm: ssmOperations,
  iam: iamOperations,
  sts: stsOperations,
  organizations: organizationsOperations,
  ec2: ec2Operations,
  ec2messages: ec2messagesOperations,
  ssmmessages: ssmmessagesOperations,
  s3: s3Operations,
  hostler: hostlerOperations,
  cloudtrail: cloudtrailOperations,
  logs: logsOperations,
}

/** Names of the operations that are served, by the name of their service's model table. */
export const servedOperations: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(operations).map(([service, list]) => [service, list.map(({ contract }) => contract.name)]),
)

/** Every service by the name of its model table. */
export function buildServices(parts: ServiceParts): ReadonlyMap<string, Service> {
  const services = [
    createService('ssm', operations.ssm, parts.ssm),
    createService('iam', operations.iam, parts.iam),
    createService('sts', operations.sts, parts.sts),
    createService('organizations', operations.organizations, parts.organizations),
    createService('ec2', operations.ec2, parts.ec2),
    createService('ec2messages', operations.ec2messages, parts.ec2messages),
    createService('ssmmessages', operations.ssmmessages, parts.ssmmessages),
    createService('s3', operations.s3, parts.s3),
    createService('hostler', operations.hostler, parts.hostler),
    createService('cloudtrail', operations.cloudtrail, parts.cloudtrail),
    createService('logs', operations.logs, parts.logs),
  ]
  return new Map(services.map(service => [service.name, service]))
}
