// The two ports: HTTP for everything, HTTPS for everything. Limits on slow and idle callers live here.
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, type TlsOptions, TLSSocket } from 'node:tls'

export type UpgradeListener = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void

/** A caller has this long to send its headers, and this long for the whole request. */
const headersTimeoutMs = 10_000
const requestTimeoutMs = 30_000
/** Longer than common clients keep idle connections, so that they and not we close first. */
const keepAliveTimeoutMs = 75_000
const maxHeaderBytes = 64 * 1024

export function createHttp(listener: RequestListener, upgrade: UpgradeListener): Server {
  return withUpgrade(createHttpServer(limits, listener), upgrade)
}

export function createHttps(tls: TlsOptions, listener: RequestListener, upgrade: UpgradeListener): Server {
  return withUpgrade(createHttpsServer({ ...limits, ...tls }, listener), upgrade)
}

const limits = {
  headersTimeout: headersTimeoutMs,
  requestTimeout: requestTimeoutMs,
  keepAliveTimeout: keepAliveTimeoutMs,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: maxHeaderBytes,
  noDelay: true,
}

function withUpgrade(server: Server, upgrade: UpgradeListener): Server {
  server.on('upgrade', upgrade)
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    else socket.destroy()
  })
  return server
}

/**
 * Gives the HTTPS server a connection that came another way than through its port. The server would lose the
 * caller's address, which the socket below knows, so the handshake is done here.
 */
export function acceptTls(server: Server, tls: TlsOptions, socket: Duplex & { remoteAddress?: string }): void {
  const { remoteAddress } = socket
  const secured = new TLSSocket(socket, { ...tls, isServer: true, secureContext: createSecureContext(tls) })
  Object.defineProperty(secured, 'remoteAddress', { value: remoteAddress })
  secured.on('error', () => secured.destroy())
  secured.once('secure', () => void server.emit('secureConnection', secured))
}

/** Listens and tells the port. Rejects with a sentence when the address is taken. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} on ${host} is taken; choose another one`) : error)
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

/** Stops taking connections, lets running requests end within the grace, then cuts what is left. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(timer)
}
