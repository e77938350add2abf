// The two ports: HTTP for everything, HTTPS for everything. Limits on slow and idle callers live here.
import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, type TlsOptions, TLSSocket } from 'node:tls'

import { admitHandshakes } from './admit-handshakes.ts'

export type UpgradeListener = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void

/** How much patience slow and idle callers find. */
export interface CallerLimits {
  /** To send the headers of a request. */
  readonly headersTimeoutMs: number
  /** To send a whole request, or the next piece of an object. */
  readonly requestTimeoutMs: number
  /** Between requests of one connection. */
  readonly keepAliveTimeoutMs: number
  /** How often the first two are looked at. */
  readonly checkEveryMs: number
}

export const callerLimits: CallerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  // Longer than common clients keep idle connections, so that they and not we close first.
  keepAliveTimeoutMs: 75_000,
  checkEveryMs: 5_000,
}

const maxHeaderBytes = 64 * 1024

export function createHttp(listener: RequestListener, upgrade: UpgradeListener, limits = callerLimits): Server {
  return withUpgrade(createHttpServer(serverOptions(limits), listener), listener, upgrade)
}

export function createHttps(
  tls: TlsOptions,
  listener: RequestListener,
  upgrade: UpgradeListener,
  limits = callerLimits,
): Server {
  const server = createHttpsServer({ ...serverOptions(limits), ...tls }, listener)
  admitHandshakes(server)
  return withUpgrade(server, listener, upgrade)
}

function serverOptions(limits: CallerLimits): ServerOptions {
  return {
    headersTimeout: limits.headersTimeoutMs,
    // Objects may take hours to come; whoever reads a body sees to it (read-body.ts).
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    maxHeaderSize: maxHeaderBytes,
    // Clients that offer another protocol (h2c) go on with this one, as HTTP has it.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    noDelay: true,
  }
}

function withUpgrade(server: Server, listener: RequestListener, upgrade: UpgradeListener): Server {
  server.on('upgrade', upgrade)
  // Whoever reads the body says when: what is refused need not be sent.
  server.on('checkContinue', listener)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) return socket.destroy()
    const status = refusals[error.code ?? ''] ?? '400 Bad Request'
    socket.end(
      `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\nx-amzn-RequestId: ${randomUUID()}\r\n\r\n`,
    )
  })
  return server
}

/** What is answered to bytes that never became a request. */
const refusals: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

/**
 * Gives the HTTPS server a connection that came another way than through its port. The server would lose the
 * caller's address, which the socket below knows, so the handshake is done here.
 */
export function acceptorOfTls(server: Server, tls: TlsOptions) {
  const secureContext = createSecureContext(tls)
  return (socket: Duplex & { remoteAddress?: string }): void => {
    const { remoteAddress } = socket
    const secured = new TLSSocket(socket, { ...tls, isServer: true, secureContext })
    const timer = setTimeout(() => secured.destroy(), handshakeTimeoutMs)
    Object.defineProperty(secured, 'remoteAddress', { value: remoteAddress })
    secured.on('error', () => secured.destroy())
    secured.once('close', () => clearTimeout(timer))
    secured.once('secure', () => {
      clearTimeout(timer)
      server.emit('secureConnection', secured)
    })
  }
}

const handshakeTimeoutMs = 10_000

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
