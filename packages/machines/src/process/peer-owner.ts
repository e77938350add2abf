// Whose process holds the other end of a loopback connection. A port on 127.0.0.1 is open to every user of the
// machine, and what answers there may be meant for one.
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

const established = '01'

/**
 * Whether a process of this very user made the connection (IPv4 loopback). Linux tells; where nothing tells, it is
 * taken to be so.
 */
export function isOwnPeer({ localPort = 0, remotePort = 0 }: Pick<Socket, 'localPort' | 'remotePort'>): boolean {
  const connections = findConnections()
  return connections === undefined || peerUid(connections, remotePort, localPort) === process.getuid?.()
}

/** User id of the socket at `127.0.0.1:from` that is connected to `127.0.0.1:to`, out of the text of /proc/net/tcp. */
export function peerUid(connections: string, from: number, to: number): number | undefined {
  const ends = `${loopback(from)} ${loopback(to)} ${established} `
  const line = connections.split('\n').find(each => each.includes(ends))
  const uid = line?.trim().split(/\s+/)[7]
  return uid === undefined ? undefined : Number(uid)
}

function findConnections(): string | undefined {
  try {
    return readFileSync('/proc/net/tcp', 'latin1')
  } catch {
    return undefined
  }
}

/** The kernel prints addresses in the machine's own byte order. */
function loopback(port: number): string {
  const address = new Uint8Array(new Uint32Array([0x7f000001]).buffer)[0] === 1 ? '0100007F' : '7F000001'
  return `${address}:${port.toString(16).toUpperCase().padStart(4, '0')}`
}
