// Where a forwarding session leads, and where none may: not to what gives this host its credentials or its name
// service. Looked up for every connection, and connected to what was looked at: a name may change its mind.
import { lookup as lookUp, type LookupAddress } from 'node:dns'
import { BlockList, connect, isIP, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { SessionFailure } from '../session-failure.ts'

export type Destination = { host: string; port: number }

/** Metadata, time and name service of EC2, and every other address that means something else on each host. */
const forbidden = new BlockList()
forbidden.addSubnet('169.254.0.0', 16)
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addSubnet('fd00:ec2::', 32, 'ipv6')

const connectTimeoutMs = 30_000
const ownName = 'localhost'

/** Throws `SessionFailure` for a destination that is not to be reached. One that has no address yet is none of those. */
export async function checkDestination({ host }: Destination): Promise<void> {
  await addressesOf(host).catch((error: unknown) => {
    if (error instanceof SessionFailure) throw error
  })
}

/** A connection to the destination. Rejects with why there is none. */
export async function connectTo({ host, port }: Destination): Promise<Socket> {
  const addresses = await addressesOf(host)
  const socket = connect({
    host: host || ownName,
    port,
    noDelay: true,
    // Each direction ends by itself.
    allowHalfOpen: true,
    lookup: (_name, _options, found) => found(null, addresses),
  })
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error(`no answer from port ${port}`)), connectTimeoutMs)
    socket.once('connect', resolve)
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(timer))
    socket.once('connect', () => clearTimeout(timer))
  })
  return socket
}

async function addressesOf(host: string): Promise<LookupAddress[]> {
  const addresses = await promisify(lookUp)(host || ownName, { all: true })
  if (addresses.some(({ address }) => isForbidden(address))) {
    throw new SessionFailure(`Forwarding to IP address ${host} is forbidden.`)
  }
  return addresses
}

/** Also where an IPv4 address stands in the clothes of IPv6. */
export function isForbidden(address: string): boolean {
  return forbidden.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
