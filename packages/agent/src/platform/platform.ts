// What the host is: operating system, name and address, as health pings report them.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { hostname, networkInterfaces, release, type NetworkInterfaceInfo } from 'node:os'
import { promisify } from 'node:util'

export type Platform = { name: string; version: string }

const UNKNOWN = 'NotAvailable'

/** Reads `NAME` and `VERSION_ID` of an os-release file. */
export function parseOsRelease(text: string): Platform {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const pair = /^\s*([A-Z_]+)\s*=\s*(["']?)(.*)\2\s*$/.exec(line)
    if (pair?.[1] !== undefined) values.set(pair[1], pair[3] ?? '')
  }
  return { name: values.get('NAME') || UNKNOWN, version: values.get('VERSION_ID') || UNKNOWN }
}

/** Reads a line like `CentOS Linux release 7.9.2009 (Core)`. */
export function parseReleaseLine(text: string): Platform {
  const [name, rest] = text.split(' release ')
  if (rest === undefined) return { name: UNKNOWN, version: UNKNOWN }
  return { name: name?.trim() || UNKNOWN, version: /[\d.]+/.exec(rest)?.[0] ?? UNKNOWN }
}

const RELEASE_FILES: [path: string, parse: (text: string) => Platform][] = [
  ['/etc/centos-release', parseReleaseLine],
  ['/etc/bottlerocket-release', parseOsRelease],
  ['/etc/os-release', parseOsRelease],
  ['/etc/system-release', parseReleaseLine],
  ['/etc/redhat-release', parseReleaseLine],
]

/** Name and version of the operating system; `NotAvailable` where it does not say. */
export async function readPlatform(): Promise<Platform> {
  if (process.platform !== 'linux') return { name: process.platform, version: release() }
  for (const [path, parse] of RELEASE_FILES) {
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text !== undefined) return parse(text)
  }
  return { name: UNKNOWN, version: UNKNOWN }
}

/** The full host name as `hostname --fqdn` gives it, else the short one. */
export async function readHostName(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('/bin/hostname', ['--fqdn'], { timeout: 5000 })
    return stdout.trim() || hostname()
  } catch {
    return hostname()
  }
}

function rank({ family, internal, address }: NetworkInterfaceInfo): number {
  const linkLocal = /^(169\.254\.|fe80:)/i.test(address)
  return (internal ? 4 : 0) + (linkLocal ? 2 : 0) + (family === 'IPv4' ? 0 : 1)
}

/** The first address worth reporting: global before link-local before loopback, IPv4 before IPv6. */
export function pickAddress(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  const addresses = Object.values(interfaces).flatMap(found => found ?? [])
  return addresses.sort((a, b) => rank(a) - rank(b))[0]?.address ?? ''
}

/** The address of this host. */
export function readAddress(): string {
  return pickAddress(networkInterfaces())
}
