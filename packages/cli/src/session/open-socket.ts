// The WebSocket of a session's data channel: `StreamUrl` as it was answered, with the trust and the proxies that API
// calls have. Knows no message.
import type { DataChannelSocket, DataChannelSocketEvents } from '@hostler/channel/client/data-channel-ports'
import { WebSocket } from 'ws'
import { createConnections } from '../aws/connections.ts'

const openTimeoutMs = 15_000
const closeTimeoutMs = 500
const pingIntervalMs = 20_000

/** Begins to connect; the events tell how it goes. */
export function openSocket(url: string, events: DataChannelSocketEvents): DataChannelSocket {
  const agent = url.startsWith('wss:') ? createConnections().httpsAgent : undefined
  const socket = new WebSocket(url, { agent, perMessageDeflate: false, handshakeTimeout: openTimeoutMs })
  let failure: Error | undefined
  const stopPinging = keepAlive(socket, error => (failure ??= error))
  socket.on('open', () => events.opened())
  socket.on('message', (data: Buffer, isBinary) => events.received(isBinary ? data : data.toString()))
  socket.on('error', error => (failure ??= error))
  socket.on('close', () => {
    stopPinging()
    events.closed(failure)
  })
  return {
    send: data => socket.send(data),
    close() {
      socket.close()
      // A peer that does not answer the close must not keep the process.
      const timer = setTimeout(() => socket.terminate(), closeTimeoutMs)
      socket.once('close', () => clearTimeout(timer))
    },
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}

/**
 * Pings, so that what stands between keeps the connection and a path that died in silence is noticed. Only a peer that
 * has answered a ping before is given up for not answering one: not every service answers.
 */
function keepAlive(socket: WebSocket, giveUp: (error: Error) => void): () => void {
  let answersPings = false
  let isWaiting = false
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    if (isWaiting && answersPings && !socket.isPaused) {
      giveUp(new Error('the connection answers no more'))
      return socket.terminate()
    }
    isWaiting = true
    socket.ping('keepalive')
  }, pingIntervalMs)
  socket.on('pong', () => {
    answersPings = true
    isWaiting = false
  })
  return () => clearInterval(timer)
}
