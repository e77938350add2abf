import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AcceptedSocket } from '../driver.ts'
import type { ImdsHost } from '../imds/host.ts'
import type { PlaneSocket } from './plane-socket.ts'
import { openPlaneSocket } from './plane-socket.ts'

let folder: string
/** A link to it that a socket's address can hold. */
let shortcut: string
let socket: PlaneSocket
let acceptHttps: (socket: AcceptedSocket) => void
const http = createServer((request, response) => response.end(`plane ${request.socket.remoteAddress}`))

beforeEach(async () => {
  // Longer than a socket's address can be.
  const parent = mkdtempSync(join(tmpdir(), 'socket-'))
  folder = join(parent, 'x'.repeat(120))
  mkdirSync(folder)
  shortcut = join(parent, 'x')
  symlinkSync(folder, shortcut)
  acceptHttps = given => given.destroy()
  socket = await open()
})

afterEach(async () => {
  await socket.close()
  rmSync(dirname(folder), { recursive: true })
})

function open(): Promise<PlaneSocket> {
  return openPlaneSocket(folder, {
    imds: (_request, response, host) => response.end(`metadata of ${host?.instanceId}`),
    hostByAddress: ip => (ip === '172.31.0.5' ? ({ instanceId: 'i-5' } as ImdsHost) : undefined),
    hostByInstanceId: () => undefined,
    acceptHttp: given => http.emit('connection', given),
    acceptHttps: given => acceptHttps(given),
    httpPort: 8080,
    httpsPort: 8443,
  })
}

function dial(): Socket {
  return connect(join(shortcut, 'plane.sock'))
}

/** A connection whose first bytes leave together with their preface. */
function behindPreface(destination: string): Duplex {
  const client = dial()
  let before = `PROXY TCP4 172.31.0.5 ${destination}\r\n`
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      client.write(Buffer.concat([Buffer.from(before), chunk]), done)
      before = ''
    },
    destroy(_error, done) {
      client.destroy()
      done(null)
    },
  })
  client.on('data', chunk => stream.push(chunk))
  return stream
}

/** Everything the plane answers to these pieces, each sent when the one before has left. */
async function say(...pieces: (string | Buffer)[]): Promise<string> {
  const client = dial()
  client.on('error', () => client.destroy())
  const answer: Buffer[] = []
  client.on('data', (chunk: Buffer) => answer.push(chunk))
  const closed = once(client, 'close')
  for (const piece of pieces) await new Promise(sent => client.write(piece, sent))
  await closed
  return Buffer.concat(answer).toString('latin1')
}

const get = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
const toMetadata = 'PROXY TCP4 172.31.0.5 169.254.169.254 40000 80\r\n'
const toHttp = 'PROXY TCP4 172.31.0.5 172.31.0.1 40000 8080\r\n'

describe('a connection', () => {
  test('to the metadata address is answered for the host that made it', async () => {
    expect(await say(toMetadata + get)).toMatch(/metadata of i-5$/)
    expect(await say(toMetadata.replace('0.5', '0.6') + get)).toMatch(/metadata of undefined$/)
  })

  test('to the HTTP port reaches the plane with the address of the host', async () => {
    expect(await say(toHttp + get)).toMatch(/plane 172\.31\.0\.5$/)
  })

  test('may come in any pieces', async () => {
    expect(await say(...(toHttp + get).split(''))).toMatch(/plane 172\.31\.0\.5$/)
    expect(await say(toHttp, get)).toMatch(/plane 172\.31\.0\.5$/)
    expect(await say(toHttp + get.slice(0, 10), get.slice(10))).toMatch(/plane 172\.31\.0\.5$/)
  })

  test('to the HTTPS port can be encrypted, even when the handshake came along with the preface', async () => {
    const key = join(folder, 'key.pem')
    const certificate = join(folder, 'certificate.pem')
    const subject = ['-subj', '/CN=plane', '-days', '1']
    const algorithm = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    execFileSync('openssl', ['req', '-x509', ...algorithm, '-keyout', key, '-out', certificate, ...subject], {
      stdio: 'ignore',
    })
    const tls = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, secure => {
      secure.end('encrypted')
    })
    acceptHttps = given => tls.emit('connection', given)
    const secure = connectTls({ socket: behindPreface('172.31.0.1 40000 8443'), rejectUnauthorized: false })
    const [answer] = await once(secure, 'data')
    expect(String(answer)).toBe('encrypted')
    secure.destroy()
  })

  test('to any other port is dropped', async () => {
    expect(await say('PROXY TCP4 172.31.0.5 172.31.0.1 40000 22\r\n' + get)).toBe('')
  })
})

test.each([
  ['no preface', get],
  ['a line that never ends', 'PROXY TCP4 ' + '1'.repeat(1000)],
  ['bytes of no kind', Buffer.from([0, 255, 13, 10, 0, 254])],
  ['an empty line', '\r\n' + get],
  ['a line end without its return', 'PROXY TCP4 172.31.0.5 172.31.0.1 40000 8080\n' + get + ' '.repeat(107)],
])('a connection with %s is dropped and the next one served', async (_, bytes) => {
  expect(await say(bytes)).toBe('')
  expect(await say(toHttp + get)).toMatch(/plane/)
})

test('a connection that ends before its preface is closed', async () => {
  const client = dial()
  const closed = once(client, 'close')
  client.resume().end('PROXY TC')
  await closed
  expect(await say(toHttp + get)).toMatch(/plane/)
})

test('the socket is private, and takes the place of one left behind', async () => {
  expect(statSync(join(folder, 'plane.sock')).mode & 0o777).toBe(0o600)
  const second = await open()
  expect(await say(toHttp + get)).toMatch(/plane/)
  await second.close()
})

test('closing ends open connections', async () => {
  const client = dial()
  client.write(toHttp + 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(client, 'data')
  const closed = once(client, 'close')
  await socket.close()
  await closed
  socket = await open()
})
