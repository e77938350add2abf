import * as ssmmessages from '@hostler/wire/models/ssmmessages'
import { may } from '../../access/ask.ts'
import { operation } from './ssmmessages-operation.ts'

/**
 * The first half of opening a control channel: a token that the agent shows as its first frame. A denial here
 * would send the agent back to the legacy poll, so a node in good standing is never denied.
 */
export const CreateControlChannel = operation(ssmmessages.CreateControlChannel, {
  asks: ({ ChannelId }, names) => [
    may('ssmmessages:CreateControlChannel', names.anySsmmessages, { host: ChannelId, hostOnly: true }),
  ],
  faults: {},
  async run({ ChannelId, MessageSchemaVersion }, { channelTokens }, call) {
    return { MessageSchemaVersion, TokenValue: channelTokens.issue(call, ChannelId) }
  },
})
