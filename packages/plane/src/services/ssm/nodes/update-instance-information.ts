import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { type Caller, vouchedUntil } from '../../../identity/caller.ts'
import { invalidInstanceId } from '../errors.ts'
import { operation } from '../ssm-operation.ts'

/**
 * The agent's heartbeat, and its probe for whether an instance profile will do: a refusal must be exactly
 * AccessDeniedException, anything else keeps the agent from Default Host Management.
 */
export const UpdateInstanceInformation = operation(ssm.UpdateInstanceInformation, {
  asks: ({ InstanceId }, names) => [may('ssm:UpdateInstanceInformation', names.node(InstanceId), { host: InstanceId })],
  faults: { 'node.not-found': invalidInstanceId },
  async run(input, { nodes, channels }, call) {
    const facts = {
      agentName: input.AgentName,
      agentVersion: input.AgentVersion,
      agentStatus: input.AgentStatus,
      platformType: input.PlatformType,
      platformName: input.PlatformName,
      platformVersion: input.PlatformVersion,
      ipAddress: input.IPAddress,
      computerName: input.ComputerName,
      availabilityZone: input.AvailabilityZone,
      availabilityZoneId: input.AvailabilityZoneId,
      connectionChannel: input.SSMConnectionChannel,
    }
    await nodes.report(call, input.InstanceId, facts, nodeRoleName(call.caller))
    const vouched = vouchedUntil(call.caller)
    if (vouched) channels.extend(call, input.InstanceId, vouched)
    return {}
  },
})

/** The role's name, when the node reports with a token of Systems Manager and not with a profile of its own. */
function nodeRoleName(caller: Caller): string | undefined {
  if (caller.kind !== 'role' || !caller.session.host || caller.session.host.roleDelivery) return undefined
  return caller.roleArn.slice(caller.roleArn.lastIndexOf('/') + 1)
}
