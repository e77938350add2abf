// The first frame of a WebSocket: text that shows a token. Nothing else is taken before it.
import type { RawData, WebSocket } from 'ws'
import type { Clock } from '../domain/basics/clock.ts'

const firstFrameMs = 15_000
const policyViolation = 1008

/**
 * Waits for the first frame and hands over its token. Sockets that stay silent are closed. A peer may go on talking at
 * once: what comes behind the frame is not read until whoever takes the socket over resumes it.
 *
 * @param take looks at the token, undefined for a frame that shows none; resolves to whether it took the socket over
 */
export function awaitToken(
  socket: WebSocket,
  clock: Clock,
  take: (token: string | undefined) => Promise<boolean> | boolean,
): void {
  const waiting = new AbortController()
  void clock.sleep(firstFrameMs, waiting.signal).then(() => {
    if (!waiting.signal.aborted) socket.close(policyViolation, 'no token came')
  })
  const left = () => waiting.abort()
  socket.once('close', left)
  socket.once('message', data => {
    // What this function holds would stay with the socket for days, and there are thousands.
    socket.off('close', left)
    waiting.abort()
    socket.pause()
    Promise.resolve(take(tokenOf(data))).then(
      isTaken => {
        // Its close is to be read.
        if (!isTaken) socket.resume()
      },
      () => socket.terminate(),
    )
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
