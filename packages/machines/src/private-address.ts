// The one private network of a plane's hosts, 172.31.0.0/16, and what follows from a host's address in it.

/** The fabric's own address: the hosts' gateway, and where they find the plane. */
export const gatewayAddress = '172.31.0.1'

const firstUid = 100_000
const uidsPerHost = 65_536
// 100000 + 65533 * 65536 is the last range that ends below 2^32.
const lastNumber = 65_533

/** A host's number, 2 to 65533, from its address. Throws when no host can have the address. */
export function hostNumber(privateIp: string): number {
  const [, third, fourth] = /^172\.31\.(\d{1,3})\.(\d{1,3})$/.exec(privateIp) ?? []
  const [high, low] = [Number(third), Number(fourth)]
  const number = high * 256 + low
  // "Not a number" fails every comparison and so ends here too.
  if (high <= 255 && low <= 255 && number >= 2 && number <= lastNumber) return number
  throw new Error(`${privateIp} is not an address for a host: they lie from 172.31.0.2 to 172.31.255.253`)
}

/** The host's hardware address, locally administered. */
export function macAddressOf(privateIp: string): string {
  const number = hostNumber(privateIp)
  return ['02', '00', 'ac', '1f', hexByte(number >> 8), hexByte(number & 255)].join(':')
}

/** The name of the fabric's end of the host's cable. */
export function interfaceName(privateIp: string): string {
  return `host${hostNumber(privateIp)}`
}

/** First of the 65536 user and group ids of this machine that the host's ids stand for. */
export function firstUidOf(privateIp: string): number {
  return firstUid + hostNumber(privateIp) * uidsPerHost
}

/** How many ids a host has. */
export const uidCount = uidsPerHost

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0')
}
