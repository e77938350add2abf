// The plane's end of the fabric: a unix socket on which every connection of every host arrives, each behind a line
// that says who is calling whom. Hands connections on; knows no HTTP beyond giving metadata requests a server.
import { chmodSync, closeSync, openSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { PlaneSide } from '../driver.ts'
import type { ProxyPreface } from './proxy-preface.ts'
import { longestPrefaceBytes, parseProxyPreface } from './proxy-preface.ts'

/** Where hosts expect their metadata service. */
export const metadataAddress = '169.254.169.254'
/** Name of the socket in the fabric's folder. */
export const planeSocketName = 'plane.sock'

const prefaceTimeoutMs = 10_000
const idleMetadataMs = 60_000

export interface PlaneSocket {
  close(): Promise<void>
}

/** Listens on `<folder>/plane.sock`, mode 0600, and takes the place of a socket left over there. */
export async function openPlaneSocket(folder: string, plane: PlaneSide): Promise<PlaneSocket> {
  const open = new Set<Socket>()
  const metadata = createHttpServer((request, response) => {
    plane.imds(request, response, plane.hostByAddress(request.socket.remoteAddress ?? ''))
  })
  // A server that never listens does not watch over its requests' time; silence it can still notice.
  metadata.timeout = idleMetadataMs

  const server = createServer({ allowHalfOpen: true }, socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    readPreface(socket, preface => {
      showAs(socket, preface)
      const accept = acceptorOf(preface)
      if (accept === undefined) socket.destroy()
      else accept(socket)
    })
  })

  function acceptorOf({ destination, destinationPort }: ProxyPreface): ((socket: Socket) => void) | undefined {
    // What came behind the preface waits in the paused socket. An HTTP server starts no stream that was stopped on
    // purpose; a TLS server takes the bytes out by itself.
    const started = (accept: (socket: Socket) => void) => (given: Socket) => {
      accept(given)
      given.resume()
    }
    if (destination === metadataAddress) return started(given => metadata.emit('connection', given))
    if (destinationPort === plane.httpPort) return started(given => plane.acceptHttp(given))
    return destinationPort === plane.httpsPort ? given => plane.acceptHttps(given) : undefined
  }

  // A socket's address holds some hundred bytes, a data folder's path may be longer: go through the open folder.
  const folderFd = openSync(folder, 'r')
  const path = join('/proc/self/fd', String(folderFd), planeSocketName)
  try {
    rmSync(path, { force: true })
    server.listen(path)
    await once(server, 'listening')
    chmodSync(path, 0o600)
  } finally {
    closeSync(folderFd)
  }
  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

/** Reads the first line, puts back what came behind it, and drops a connection that does not start with a preface. */
function readPreface(socket: Socket, accept: (preface: ProxyPreface) => void): void {
  let received = Buffer.alloc(0)
  const drop = (): void => {
    socket.destroy()
  }
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk])
    const end = received.subarray(0, longestPrefaceBytes).indexOf('\r\n')
    if (end < 0 && received.length < longestPrefaceBytes) return
    const preface = end < 0 ? undefined : parseProxyPreface(received.toString('latin1', 0, end))
    if (preface === undefined) return drop()
    socket.off('data', onData).off('timeout', drop).off('end', drop)
    socket.setTimeout(0)
    socket.pause()
    if (received.length > end + 2) socket.unshift(received.subarray(end + 2))
    accept(preface)
  }
  socket.on('error', drop)
  socket.on('timeout', drop).on('end', drop).on('data', onData)
  socket.setTimeout(prefaceTimeoutMs)
}

/** Servers ask the connection itself who is calling. */
function showAs(socket: Socket, preface: ProxyPreface): void {
  Object.defineProperty(socket, 'remoteAddress', { value: preface.source })
  Object.defineProperty(socket, 'remotePort', { value: preface.sourcePort })
}
