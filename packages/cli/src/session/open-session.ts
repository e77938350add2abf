// A session that a program takes part in: started, shaken hands with, kept over broken connections, and ended.
import type { SSMClient, StartSessionCommandInput } from '@aws-sdk/client-ssm'
import type { DataChannelClient } from '@hostler/channel/client/data-channel-client'
import type { BegunSession, DataChannelClientOptions } from '@hostler/channel/client/data-channel-ports'
import { CommandError } from '../output/failure.ts'
import { openDataChannel } from './data-channel.ts'
import { connectionEvents, terminate } from './session-connection.ts'
import { type Ending, explainEnding } from './session-ending.ts'
import { startSession } from './start-session.ts'

/** What comes of it. */
export interface SessionListener {
  /** Hands are shaken; output comes after this. */
  began?(session: BegunSession, channel: DataChannelClient): void
  /** The next comes when the promise resolves. */
  output(bytes: Uint8Array): Promise<void> | void
  flag?(value: number): void
  drained?(): void
  /** A line of the host, for people. */
  message?(text: string): void
  /** The connection to the service has been away for a while, or is back. */
  away?(isAway: boolean): void
}

export interface OpenedSession {
  readonly id: string
  readonly channel: DataChannelClient
  /** Resolves when it is over, whoever ended it, to why; empty when there is nothing to say. */
  readonly ended: Promise<string>
  /** Ends it on the node too. */
  end(): Promise<void>
}

/** Resolves when hands are shaken. Rejects with why it did not come to that. */
export async function openSession(
  client: SSMClient,
  request: StartSessionCommandInput,
  options: Omit<DataChannelClientOptions, 'ports' | 'events'>,
  listener: SessionListener,
): Promise<OpenedSession> {
  const { id, streamUrl, token } = await startSession(client, request)
  const { promise: ending, resolve: over } = Promise.withResolvers<Ending>()
  const begun = Promise.withResolvers<void>()
  const away = (isAway: boolean) => listener.away?.(isAway)
  const connection = connectionEvents(client, { id, streamUrl }, { away, end: over }, () => channel)
  const channel: DataChannelClient = openDataChannel({
    ...options,
    events: {
      connected: connection.connected,
      dropped: connection.dropped,
      began(session) {
        listener.began?.(session, channel)
        begun.resolve()
      },
      output: bytes => listener.output(bytes),
      flag: value => listener.flag?.(value),
      message: text => listener.message?.(text),
      exitCode() {},
      drained: () => listener.drained?.(),
      closed: output => over({ kind: 'closed', output }),
      unsupported: why => over({ kind: 'unsupported', why }),
    },
  })
  const ended = ending.then(async how => {
    connection.leave()
    if (how.kind !== 'closed') await terminate(client, id, channel)
    channel.close()
    return how.kind === 'left' ? '' : (explainEnding(how, undefined, false).message ?? '')
  })
  channel.connect(streamUrl, token)
  const why = await Promise.race([begun.promise, ended])
  if (typeof why === 'string') throw new CommandError(why || 'The session ended before it began.')
  return {
    id,
    channel,
    ended,
    async end() {
      over({ kind: 'left' })
      await ended
    },
  }
}
