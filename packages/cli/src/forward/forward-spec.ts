import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'

/** Where connections are accepted: on this machine. */
export interface LocalAddress {
  readonly address: string
  /** 0 for any free one. */
  readonly port: number
}

/** Where connections lead, as the managed node knows it. */
export interface Destination {
  /** `localhost` is the node itself. */
  readonly host: string
  readonly port: number
}

export interface ForwardSpec {
  readonly local: LocalAddress
  readonly destination: Destination
}

const ownAddress = '127.0.0.1'

/** Reads `[ADDRESS:]PORT:HOST:HOSTPORT`, as `ssh -L` has it, or `PORT:HOSTPORT`. IPv6 addresses stand in brackets. */
export function parseForward(text: string): ForwardSpec {
  const parts = splitAddress(text)
  const [hostPort = '', host = '', ...before] = parts.toReversed()
  if (parts.length === 2) return { local: localAddress(text, ownAddress, host), destination: toNode(text, hostPort) }
  if (parts.length !== 3 && parts.length !== 4) throw badForward(text)
  const [port = '', address = ownAddress] = before
  if (host === '') throw badForward(text)
  return { local: localAddress(text, address, port), destination: { host, port: portOf(text, hostPort) } }
}

/** Reads `[ADDRESS:]PORT`. */
export function parseLocalAddress(text: string): LocalAddress {
  const parts = splitAddress(text)
  const [port = '', address = ownAddress] = parts.toReversed()
  if (parts.length > 2) throw badForward(text)
  return localAddress(text, address, port)
}

function splitAddress(text: string): string[] {
  const parts = text.match(/\[[^\]]*\]|[^:]+|(?<=^|:)(?=:|$)/g) ?? []
  return parts.map(part => part.replace(/^\[(.*)\]$/, '$1'))
}

function localAddress(text: string, address: string, port: string): LocalAddress {
  const isAny = address === '' || address === '*'
  return { address: isAny ? '::' : address, port: port === '0' ? 0 : portOf(text, port) }
}

function toNode(text: string, port: string): Destination {
  return { host: 'localhost', port: portOf(text, port) }
}

function portOf(text: string, port: string): number {
  const number = readPort(port)
  if (number === undefined) throw badForward(text)
  return number
}

/** A port that can be connected to; undefined for any other text. */
export function readPort(text: string): number | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= 65_535 ? number : undefined
}

function badForward(text: string): CommandError {
  return new CommandError(`'${text}' is none of [ADDRESS:]PORT:HOST:PORT and PORT:PORT`, exitCodes.usage)
}

/** As it is written. */
export function showAddress({ host, port }: Destination): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
