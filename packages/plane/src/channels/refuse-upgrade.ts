import type { Duplex } from 'node:stream'

/** Answers an upgrade that is not granted, in the XML form that agents read (wire/protocols/ssmmessages). */
export function refuseUpgrade(
  socket: Duplex,
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = message.replace(/[<>&]/g, found => `&#${found.charCodeAt(0)};`)
  const body = `<${code}><Message>${text}</Message></${code}>`
  const further = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n${further.join('')}\r\n${body}`,
  )
}
