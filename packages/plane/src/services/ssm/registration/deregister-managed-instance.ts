import * as ssm from '@hostler/wire/models/ssm'
import { invalidInstanceId } from '../errors.ts'
import { askForNode } from '../nodes/ask-for-node.ts'
import { operation } from '../ssm-operation.ts'

/** Hybrid nodes only. The node's key, credentials and channel are worth nothing from now on; its sessions end. */
export const DeregisterManagedInstance = operation(ssm.DeregisterManagedInstance, {
  asks: async ({ InstanceId }, names, { tags }, call) => [
    await askForNode('ssm:DeregisterManagedInstance', InstanceId, names, tags, call),
  ],
  faults: { 'registration.not-found': invalidInstanceId },
  async run({ InstanceId }, { registrations, hostGone }, call) {
    await registrations.deregister(call, InstanceId)
    await hostGone(call, InstanceId, 'The node was deregistered.')
    return {}
  },
})
