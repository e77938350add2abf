import * as ssmmessages from '@hostler/wire/models/ssmmessages'
import { AwsFault } from '@hostler/wire/aws-fault'
import { may } from '../../access/ask.ts'
import { sessionIsTerminated } from '../../channels/data/data-upgrade.ts'
import { hostOf } from '../../identity/caller.ts'
import { operation } from './ssmmessages-operation.ts'

/**
 * The first half of an agent's way to a session: a token that it shows as its first frame. Agents try again and again
 * until they read that the session is terminated; that is also what a node hears of sessions that are not its own.
 */
export const CreateDataChannel = operation(ssmmessages.CreateDataChannel, {
  asks: (_input, names, _parts, { caller }) => [
    may('ssmmessages:CreateDataChannel', names.anySsmmessages, { host: hostOf(caller)?.id, hostOnly: true }),
  ],
  faults: {},
  async run({ ChannelId, MessageSchemaVersion }, { dataTokens, liveSessions }, call) {
    const nodeId = hostOf(call.caller)?.id ?? ''
    if (!liveSessions.expectsAgent(call, nodeId, ChannelId)) {
      throw new AwsFault('ValidationException', 400, sessionIsTerminated)
    }
    return { MessageSchemaVersion, TokenValue: dataTokens.issue(call, ChannelId) }
  },
})
