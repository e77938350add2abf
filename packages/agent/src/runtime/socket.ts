// A client WebSocket reduced to what channels need. It opens, reports and closes; it never reconnects.
import { WebSocket } from 'ws'
import type { TrustRoots } from './trust-roots.ts'

export type SocketEvents = {
  onMessage(data: Buffer): void
  onPong(): void
  /** Called exactly once after a successful open, whoever ends the connection. */
  onClose(reason: string): void
}

export type Socket = {
  sendText(text: string): void
  /** On a socket that has closed it is nothing. */
  sendBinary(bytes: Uint8Array): void
  ping(payload: string): void
  /** Closes when everything has been sent and the server agrees. */
  close(): void
  /** Drops the TCP connection without a close frame, as the stock agent does. */
  terminate(): void
}

/** Resolves once the server has answered 101; rejects on anything else and on abort. */
export type OpenSocket = (
  url: URL,
  headers: Record<string, string>,
  events: SocketEvents,
  signal: AbortSignal,
) => Promise<Socket>

const HANDSHAKE_TIMEOUT_MS = 45_000
const LARGEST_MESSAGE_BYTES = 1024 * 1024

/** Opens sockets with the `ws` package: no extensions and no sub-protocol, like the stock agent. */
export function socketOpener(trust: TrustRoots): OpenSocket {
  return (url, headers, events, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      // The package's types do not list what it hands on to node:tls.
      const tls = { secureContext: trust.secureContext() }
      const socket = new WebSocket(url, {
        ...tls,
        headers,
        perMessageDeflate: false,
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
        maxPayload: LARGEST_MESSAGE_BYTES,
      })
      let lastError: Error | undefined
      const onAbort = () => socket.terminate()
      signal.addEventListener('abort', onAbort, { once: true })
      socket.on('error', error => (lastError = error))
      socket.on('message', data => events.onMessage(data as Buffer))
      socket.on('pong', () => events.onPong())
      socket.on('close', code => {
        signal.removeEventListener('abort', onAbort)
        const reason = lastError?.message ?? `the server closed the connection (code ${code})`
        reject(signal.aborted ? (signal.reason as Error) : new Error(reason))
        if (opened) events.onClose(reason)
      })
      let opened = false
      socket.on('open', () => {
        opened = true
        resolve({
          sendText: text => socket.send(text),
          sendBinary: bytes => socket.readyState === WebSocket.OPEN && socket.send(bytes),
          ping: payload => socket.readyState === WebSocket.OPEN && socket.ping(payload),
          close: () => socket.close(),
          terminate: () => socket.terminate(),
        })
      })
    })
}
