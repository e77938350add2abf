// Bytes over a bare connection, for what is no HTTP request, or not yet, or more than one.
import { once } from 'node:events'
import { connect } from 'node:net'

export interface ByteExchange {
  /** Whether our end is closed after the last byte; else the plane alone decides when the connection ends. */
  readonly hangUp?: boolean
}

/** Sends exactly this over one connection; resolves with all that came back once the connection has ended. */
export async function sendBytes(
  endpoint: string,
  bytes: string | Uint8Array,
  { hangUp = true }: ByteExchange = {},
): Promise<string> {
  const { hostname, port } = new URL(endpoint)
  const socket = connect({ host: hostname, port: Number(port) })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  // A reset is one of the ways in which a plane may end a connection; what came before it counts.
  socket.on('error', () => socket.destroy())
  const closed = once(socket, 'close')
  socket.write(bytes)
  if (hangUp) socket.end()
  await closed
  return Buffer.concat(chunks).toString('latin1')
}

/** A request as text; nothing is added but the blank line. */
export function requestText(startLine: string, headers: Readonly<Record<string, string>>, body = ''): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [startLine, ...lines, '', body].join('\r\n')
}

/** Status codes of the replies in what came back, in order. */
export function statusesOf(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}
