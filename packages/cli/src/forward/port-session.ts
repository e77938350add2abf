// A session that carries connections.
import type { SSMClient, StartSessionCommandInput } from '@aws-sdk/client-ssm'
import type { Duplex } from 'node:stream'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { openSession, type OpenedSession, type SessionListener } from '../session/open-session.ts'
import { type Carrier, openCarrier, payloadBytes } from './carrier.ts'

/** What is seen of a session that goes on. */
export interface PortSessionListener extends Pick<SessionListener, 'away' | 'message'> {
  /** The node has no connection to the destination. */
  refused?(): void
}

export interface PortSession extends Pick<OpenedSession, 'id' | 'ended' | 'end'> {
  /** Takes a local connection; closes it at once when the session is over. */
  carry(socket: Duplex): void
  /** Number of connections. */
  readonly size: number
}

/** Input under way: distance costs no speed up to this. The service holds back who has a megabyte there. */
const inputBytes = 768 * 1024

/** Resolves when connections can be carried. Rejects with why the session did not come to that. */
export async function startPortSession(
  client: SSMClient,
  request: StartSessionCommandInput,
  listener: PortSessionListener = {},
): Promise<PortSession> {
  let carrier: Carrier | undefined
  const options = { sessionTypes: ['Port' as const], abilities: { HalfClose: true }, payloadBytes, inputBytes }
  const { id, ended, end } = await openSession(client, request, options, {
    ...listener,
    began: (session, channel) => (carrier = openCarrier(session, channel)),
    output: bytes => carrier?.output(bytes),
    flag: flag => flag === flags.connectToPortError && listener.refused?.(),
    drained: () => carrier?.drained(),
  })
  void ended.then(() => carrier?.close())
  return {
    id,
    ended,
    end,
    carry: socket => carrier!.carry(socket),
    get size() {
      return carrier!.size
    },
  }
}
