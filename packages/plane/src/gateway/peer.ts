// Who is at the other end of a connection. A header is believed only when a proxy that the configuration names has
// sent it: anybody else could write into it whatever address a policy wants to see.
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

export interface Peer {
  /** IPv4-mapped IPv6 is written as IPv4. Undefined when a trusted proxy does not tell it in a form that can be read. */
  readonly address: string | undefined
  /** Whether the caller's own connection is encrypted. */
  readonly secure: boolean
}

export interface Proxies {
  /** @param secure whether the port that took the connection serves HTTPS */
  peerOf(incoming: Pick<IncomingMessage, 'socket' | 'headers'>, secure: boolean): Peer
}

/** @param trusted addresses and networks (`10.0.0.0/8`) whose `X-Forwarded-For` and `-Proto` are believed */
export function createProxies(trusted: readonly string[]): Proxies {
  const list = new BlockList()
  for (const network of trusted) addTo(list, network)
  const isTrusted = (address: string) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

  return {
    peerOf({ socket, headers }, secure) {
      const address = plainAddress(socket.remoteAddress)
      if (trusted.length === 0 || address === undefined || !isTrusted(address)) return { address, secure }
      const forwarded = headers['x-forwarded-for']
      return {
        address: forwarded === undefined ? address : nearestUntrusted(String(forwarded), isTrusted),
        secure: headers['x-forwarded-proto'] === undefined ? secure : headers['x-forwarded-proto'] === 'https',
      }
    },
  }
}

/** Whether text names an address or a network in a form that {@link createProxies} takes. */
export function isNetwork(text: string): boolean {
  try {
    addTo(new BlockList(), text)
    return true
  } catch {
    return false
  }
}

function addTo(list: BlockList, network: string): void {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(network) ?? []
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (bits === undefined) list.addAddress(address, family)
  else list.addSubnet(address, Number(bits), family)
}

/**
 * Each proxy adds, at the end, the address that it was called from. What stands before the first address that no
 * trusted proxy has is the caller's own word, and is not read.
 */
function nearestUntrusted(forwarded: string, isTrusted: (address: string) => boolean): string | undefined {
  const addresses = forwarded.split(',').map(text => plainAddress(text.trim()) ?? '')
  const nearest = addresses.findLast(address => isIP(address) === 0 || !isTrusted(address)) ?? addresses[0]
  return nearest !== undefined && isIP(nearest) !== 0 ? nearest : undefined
}

/**
 * A dual-stack socket shows an IPv4 peer as `::ffff:a.b.c.d`, and behind a link-local address the interface
 * (`fe80::1%eth0`); policies know neither.
 */
function plainAddress(address: string | undefined): string | undefined {
  const bare = address?.replace(/%.*$/, '')
  return bare?.startsWith('::ffff:') ? bare.slice('::ffff:'.length) : bare
}
