// The first frame of a WebSocket: text that shows a token. Nothing else is taken before it.
import { type RawData, WebSocket } from 'ws'
import type { Clock } from '../domain/basics/clock.ts'

const firstFrameMs = 15_000
const policyViolation = 1008

/**
 * Waits for the first frame and hands over its token. Sockets that stay silent are closed. What comes behind the
 * frame waits until `taken` has settled: a peer may go on talking at once.
 *
 * @param taken looks at the token; undefined stands for a frame that shows none
 */
export function awaitToken(
  socket: WebSocket,
  clock: Clock,
  taken: (token: string | undefined) => Promise<void> | void,
): void {
  const waiting = new AbortController()
  void clock.sleep(firstFrameMs, waiting.signal).then(() => {
    if (!waiting.signal.aborted) socket.close(policyViolation, 'no token came')
  })
  socket.once('close', () => waiting.abort())
  socket.once('message', data => {
    waiting.abort()
    // Nothing is read while the token is looked at.
    socket.pause()
    Promise.resolve(taken(tokenOf(data)))
      .catch(() => socket.terminate())
      .finally(() => {
        if (socket.readyState === WebSocket.OPEN || socket.readyState === WebSocket.CLOSING) socket.resume()
      })
  })
}

/** `TokenValue` of an open message; undefined for anything that is not one. */
function tokenOf(data: RawData): string | undefined {
  try {
    const message: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '')
    if (typeof message !== 'object' || message === null || !('TokenValue' in message)) return undefined
    return typeof message.TokenValue === 'string' ? message.TokenValue : undefined
  } catch {
    return undefined
  }
}
