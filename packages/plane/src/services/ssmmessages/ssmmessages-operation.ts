import type { ChannelTokens } from '../../channels/control/channel-tokens.ts'
import type { LiveSessions } from '../../domain/session/live-sessions.ts'
import { operationsOf } from '../operation.ts'

/** All that operations of the channel service can reach. */
export interface SsmmessagesParts {
  readonly channelTokens: ChannelTokens
  /** Tokens of agents' data channels, by session id. */
  readonly dataTokens: ChannelTokens
  readonly liveSessions: Pick<LiveSessions, 'expectsAgent'>
}

export const operation = operationsOf<SsmmessagesParts>()
