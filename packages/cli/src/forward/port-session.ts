// A session that carries connections: started, shaken hands with, kept over broken connections, and ended.
import { type SSMClient, StartSessionCommand, type StartSessionCommandInput } from '@aws-sdk/client-ssm'
import type { Socket } from 'node:net'
import type { DataChannelClient } from '@hostler/channel/client/data-channel-client'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { CommandError } from '../output/failure.ts'
import { openDataChannel } from '../session/data-channel.ts'
import { connectionEvents, terminate } from '../session/session-connection.ts'
import { type Ending, explainEnding } from '../session/session-ending.ts'
import { type Carrier, openCarrier, payloadBytes } from './carrier.ts'

/** What is seen of a session that goes on. */
export interface PortSessionListener {
  /** The node has no connection to the destination. */
  refused?(): void
  /** The connection to the service has been away for a while, or is back. */
  away?(isAway: boolean): void
  /** A line of the host, for people. */
  message?(text: string): void
}

export interface PortSession {
  readonly id: string
  /** Takes a local connection; closes it at once when the session is over. */
  carry(socket: Socket): void
  /** Number of connections. */
  readonly size: number
  /** Resolves when it is over, whoever ended it, to why; empty when there is nothing to say. */
  readonly ended: Promise<string>
  /** Ends it on the node too. */
  end(): Promise<void>
}

/** Input under way: distance costs no speed up to this. */
const inputBytes = 1024 * 1024

/** Resolves when connections can be carried. Rejects with why the session did not come to that. */
export async function startPortSession(
  client: SSMClient,
  request: StartSessionCommandInput,
  listener: PortSessionListener = {},
): Promise<PortSession> {
  const { SessionId: id, StreamUrl: streamUrl, TokenValue } = await client.send(new StartSessionCommand(request))
  if (!id || !streamUrl || !TokenValue) throw new CommandError('The service started no session.')
  const { promise: ending, resolve: over } = Promise.withResolvers<Ending>()
  const begun = Promise.withResolvers<void>()
  let carrier: Carrier | undefined
  const connection = connectionEvents(client, { id, streamUrl }, { ...listener, end: over }, () => channel)
  const channel: DataChannelClient = openDataChannel({
    sessionTypes: ['Port'],
    abilities: { HalfClose: true },
    payloadBytes,
    inputBytes,
    events: {
      ...connection,
      began(session) {
        carrier = openCarrier(session, channel)
        begun.resolve()
      },
      output: bytes => carrier?.output(bytes),
      flag: flag => flag === flags.connectToPortError && listener.refused?.(),
      message: text => listener.message?.(text),
      exitCode() {},
      drained: () => carrier?.drained(),
      closed: output => over({ kind: 'closed', output }),
      unsupported: why => over({ kind: 'unsupported', why }),
    },
  })
  const ended = ending.then(async how => {
    connection.leave()
    carrier?.close()
    if (how.kind !== 'closed') await terminate(client, id, channel)
    channel.close()
    return how.kind === 'left' ? '' : (explainEnding(how, undefined, false).message ?? '')
  })
  channel.connect(streamUrl, TokenValue)
  const first = await Promise.race([begun.promise, ended])
  if (typeof first === 'string') throw new CommandError(first || 'The session ended before it began.')
  return {
    id,
    carry: socket => carrier!.carry(socket),
    get size() {
      return carrier!.size
    },
    ended,
    async end() {
      over({ kind: 'left' })
      await ended
    },
  }
}
