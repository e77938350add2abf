import * as ssm from '@hostler/wire/models/ssm'
import { operation } from '../ssm-operation.ts'
import { askForNode } from './ask-for-node.ts'

/** True only while the node's control channel is open. An unknown target is not connected; it is no error. */
export const GetConnectionStatus = operation(ssm.GetConnectionStatus, {
  asks: async ({ Target }, names, { tags }, call) => [
    await askForNode('ssm:GetConnectionStatus', Target, names, tags, call),
  ],
  faults: {},
  async run({ Target }, { nodes }, call) {
    return { Target, Status: nodes.isConnected(call, Target) ? 'connected' : 'notconnected' }
  },
})
