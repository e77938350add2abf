// The parts that make sessions move, built once: records of them, their relays, delivery, both ways in, and the chores.
// Part of the composition root.
import type { IncomingMessage } from 'node:http'
import type { Authorizer } from './access/authorizer.ts'
import { coalesce } from './background/coalesce.ts'
import { type ChannelTokens, createChannelTokens } from './channels/control/channel-tokens.ts'
import type { ControlChannels } from './channels/control/control-channels.ts'
import { type AdmittedAgent, createDataUpgrade, type DataUpgrade } from './channels/data/data-upgrade.ts'
import type { SessionRecorder } from './channels/recording/session-recorder.ts'
import { createRelays, type Relays } from './channels/relay/relays.ts'
import { createLocalNodeDelivery } from './delivery/local-delivery.ts'
import type { Clock } from './domain/basics/clock.ts'
import type { SessionEvents } from './domain/session/session-events.ts'
import { createSessions, type Sessions } from './domain/session/sessions.ts'
import type { ResourceTags } from './domain/tag/resource-tags.ts'
import { identityNouns } from './identity/principals.ts'
import type { Standing } from './identity/standing.ts'
import type { Log } from './observability/log.ts'
import { createStillAllowed } from './services/ssm/sessions/still-allowed.ts'
import type { NotifyingStorage } from './storage/notify-changes.ts'

export interface SessionParts {
  readonly storage: NotifyingStorage
  readonly channels: ControlChannels
  readonly recorder: SessionRecorder | undefined
  /** Hears what becomes of sessions. */
  readonly events: SessionEvents
  readonly authorizer: Authorizer
  readonly standing: Standing
  readonly tags: ResourceTags
  /** Whether open sessions are asked about again. */
  readonly recheck: boolean
  readonly clock: Clock
  readonly log: Log
  /** Verifies an agent's signature and permission; throws an AwsFault. */
  admitAgent(incoming: IncomingMessage, secure: boolean): Promise<AdmittedAgent>
  /** Whom a connection comes from, looking through trusted proxies. */
  addressOf(incoming: IncomingMessage): string | undefined
}

export interface BuiltSessions {
  readonly sessions: Sessions
  readonly relays: Relays
  /** Tokens of agents' data channels. */
  readonly dataTokens: ChannelTokens
  readonly upgrade: DataUpgrade
  /** Asks about every open session again and ends those that may not go on. */
  recheck(): Promise<void>
}

export function buildSessions(parts: SessionParts): BuiltSessions {
  const { storage, channels, clock, log } = parts
  const sessions = createSessions(storage, parts.events)
  const delivery = createLocalNodeDelivery(channels)
  const relays = createRelays({ sessions, delivery, recorder: parts.recorder, events: parts.events, clock, log })
  channels.listen({
    ...relays,
    disconnected(scope, nodeId) {
      delivery.forget(scope, nodeId)
      relays.disconnected(scope, nodeId)
    },
  })
  const whyNot = createStillAllowed(parts)
  const recheck = coalesce(async () => {
    for (const session of relays.open()) {
      const reason = await whyNot(session, clock.now())
      if (reason !== undefined) await relays.end(session, session.id, reason)
    }
    await upgrade.recheckAgents()
  })
  if (parts.recheck) {
    storage.onChange(nouns => {
      if (!identityNouns.some(noun => nouns.has(noun)) || relays.open().length === 0) return
      recheck().catch((error: unknown) => log.error({ err: error }, 'open sessions could not be asked about again'))
    })
  }
  const dataTokens = createChannelTokens(clock)
  const upgrade = createDataUpgrade({ ...parts, tokens: dataTokens, sessions: relays })
  return { sessions, relays, dataTokens, upgrade, recheck }
}
