// The one line before each connection that the fabric passes on (PROXY protocol, version 1, TCP4 only): who connected,
// and to which address. Pure text.
import { isIPv4 } from 'node:net'

export interface ProxyPreface {
  source: string
  destination: string
  sourcePort: number
  destinationPort: number
}

/** Longest line in bytes, line end included, that the protocol allows. */
export const longestPrefaceBytes = 107

/** The preface as it goes over the wire. */
export function formatProxyPreface(preface: ProxyPreface): string {
  return `PROXY TCP4 ${preface.source} ${preface.destination} ${preface.sourcePort} ${preface.destinationPort}\r\n`
}

/** Reads a line without its end; `undefined` for anything that is not exactly a preface. */
export function parseProxyPreface(line: string): ProxyPreface | undefined {
  const [, source = '', destination = '', from, to] = /^PROXY TCP4 (\S+) (\S+) (\d{1,5}) (\d{1,5})$/.exec(line) ?? []
  const [sourcePort, destinationPort] = [Number(from), Number(to)]
  if (!isIPv4(source) || !isIPv4(destination) || sourcePort > 65_535 || destinationPort > 65_535) return undefined
  return { source, destination, sourcePort, destinationPort }
}
