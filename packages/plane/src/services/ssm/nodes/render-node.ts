import type { InstanceInformation } from '@hostler/wire/models/ssm'
import { type FilteredNode, resourceTypeOf, sourceTypeOf } from './node-filter.ts'

/** Members that both node listings share. */
export function renderNode({ node, pingStatus }: FilteredNode, isLatestVersion: boolean): InstanceInformation {
  const { facts } = node
  return {
    InstanceId: node.id,
    PingStatus: pingStatus,
    LastPingDateTime: node.lastPingAt,
    AgentVersion: facts.agentVersion,
    IsLatestVersion: isLatestVersion,
    PlatformType: facts.platformType,
    PlatformName: facts.platformName,
    PlatformVersion: facts.platformVersion,
    IamRole: node.roleName,
    ...(node.hybrid && {
      ActivationId: node.hybrid.activationId,
      RegistrationDate: node.registeredAt,
      Name: node.hybrid.name,
    }),
    ResourceType: resourceTypeOf(node.id),
    IPAddress: facts.ipAddress,
    ComputerName: facts.computerName,
    SourceId: node.id,
    SourceType: sourceTypeOf(node.id),
  }
}
