// Port sessions: connections from the client to an address that this host can reach.
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { payloadTypes } from '@hostler/channel/frame/frame'
import { readFlag, writeFlag } from '@hostler/channel/payloads/flag'
import { readJson } from '@hostler/channel/payloads/json-payload'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { describe, expect, test } from 'vitest'
import { openWorld } from '../../test/agent-world.ts'
import { closedPort, PortClient, serve } from '../../test/port-client.ts'
import { type ScriptedSession, type ScriptedSessionOptions, sessionsOn } from '../../test/scripted-session.ts'

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const echo = (socket: Socket) => void socket.pipe(socket)
const noise = (bytes: number, seed: number) =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_, at) => (at * seed + (at >> 8)) & 0xff))

function portDocument(properties: Record<string, unknown>): Record<string, unknown> {
  return { schemaVersion: '1.0', sessionType: 'Port', properties }
}

async function start(properties: Record<string, unknown>, options: Partial<ScriptedSessionOptions> = {}) {
  const begin = await sessionsOn(await openWorld())
  return begin({ document: portDocument(properties), abilities: {}, ...options }).start()
}

async function forward(port: number, options: Partial<ScriptedSessionOptions> = {}) {
  const session = await start({ portNumber: String(port), type: 'LocalPortForwarding' }, options)
  return { session, client: new PortClient(session) }
}

const flagsOf = ({ frames }: ScriptedSession) =>
  frames.filter(({ payloadType }) => payloadType === payloadTypes.flag).map(({ payload }) => readFlag(payload))

describe('a session of many connections', () => {
  test('tells the client of the port, and carries connections side by side without mixing them up', async () => {
    const port = await serve(echo)
    const { session, client } = await forward(port)
    const sent = [noise(300_000, 3), noise(200_000, 7), Buffer.from('\n')]
    const streams = sent.map(bytes => {
      const stream = client.open()
      stream.write(bytes)
      return stream
    })
    await client.until(() => streams.every((stream, index) => client.received(stream).length >= sent[index]!.length))
    expect(streams.map(stream => hashOf(client.received(stream)))).toEqual(sent.map(hashOf))
    expect(readJson(session.frames[0]!.payload)?.['RequestedClientActions']).toEqual([
      {
        ActionType: 'SessionType',
        ActionParameters: {
          SessionType: 'Port',
          Properties: { portNumber: String(port), type: 'LocalPortForwarding' },
        },
      },
    ])
  })

  test('sends what comes fast in large messages', async () => {
    const port = await serve(socket => void socket.end(noise(2_000_000, 5)))
    const { session, client } = await forward(port)
    const stream = client.open()
    await client.until(() => client.hasEnded(stream))
    expect(hashOf(client.received(stream))).toBe(hashOf(noise(2_000_000, 5)))
    expect(Math.max(...session.frames.map(({ payload }) => payload.length))).toBe(64 * 1024)
  })

  test('hears of a port where nobody listens, and can go on', async () => {
    const { session, client } = await forward(await closedPort())
    const stream = client.open()
    stream.write(Buffer.from('is anybody there?'))
    await client.until(() => client.hasEnded(stream))
    await session.until(() => flagsOf(session).length > 0)
    expect(flagsOf(session)).toEqual([flags.connectToPortError])
    const another = client.open()
    await client.until(() => client.hasEnded(another))
  })

  test('ends both directions with the client’s, as stock clients expect', async () => {
    const ended = Promise.withResolvers<string>()
    const port = await serve(socket => {
      // The first of two goes out into the void; the second finds that there is nobody.
      socket.on('end', () => [20, 40].map(afterMs => setTimeout(() => socket.write('late answer'), afterMs)))
      socket.on('close', () => ended.resolve('closed')).resume()
    })
    const { client } = await forward(port)
    const stream = client.open()
    stream.write(Buffer.from('question'))
    stream.end()
    expect(await ended.promise).toBe('closed')
    await client.until(() => client.hasEnded(stream))
    expect(client.received(stream).toString()).toBe('')
  })

  test('ends one direction alone for a client that goes on listening', async () => {
    const port = await serve(socket => {
      const asked: Buffer[] = []
      socket.on('data', (bytes: Buffer) => asked.push(bytes))
      socket.on('end', () => socket.end(`you asked: ${Buffer.concat(asked).toString()}`))
    })
    const { client } = await forward(port, { abilities: { HalfClose: true } })
    const stream = client.open()
    stream.write(Buffer.from('question'))
    stream.end()
    await client.until(() => client.hasEnded(stream))
    expect(client.received(stream).toString()).toBe('you asked: question')
  })

  test('closes its connections when it ends', async () => {
    const closed = Promise.withResolvers<void>()
    const port = await serve(socket => {
      socket.on('end', closed.resolve).resume().write('hello')
    })
    const { session, client } = await forward(port)
    const stream = client.open()
    await client.until(() => client.received(stream).length > 0)
    session.send(payloadTypes.flag, writeFlag(flags.terminateSession))
    await closed.promise
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Success', Output: '' })
  })

  test('ends with a reason when the client speaks something else', async () => {
    const { session } = await forward(await serve(echo))
    await session.until(() => session.frames.length >= 2)
    session.send(payloadTypes.output, Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    const { FinalTaskStatus, Output } = await session.outcome()
    expect([FinalTaskStatus, Output]).toEqual(['Failed', expect.stringContaining('cannot be understood')])
  })

  test('holds the client back while a destination reads nothing', async () => {
    const port = await serve(socket => void socket.pause())
    const { session, client } = await forward(port)
    const stream = client.open()
    stream.write(Buffer.alloc(12 * 1024 * 1024))
    await session.until(() => session.frames.length >= 2)
    let before = -1
    // What the client still holds stops shrinking: nothing is acknowledged any more.
    while (session.unacknowledgedInput !== before) {
      before = session.unacknowledgedInput
      await new Promise(resolve => setTimeout(resolve, 300))
    }
    expect(before).toBeGreaterThan(1024 * 1024)
  })
})

describe('a session that is one connection', () => {
  test('connects before a word is said, carries both directions, and ends with the destination', async () => {
    const port = await serve(socket => {
      socket.write('SSH-2.0-test\r\n')
      socket.on('data', bytes => void socket.end(bytes))
    })
    const session = await start({ portNumber: String(port) })
    await session.shows('SSH-2.0-test')
    session.send(payloadTypes.output, Buffer.from('goodbye'))
    await session.shows('goodbye')
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Success', Output: '' })
    expect(session.states).toEqual(['Connected', 'Terminating'])
  })

  test('says at once that nobody listens', async () => {
    const port = await closedPort()
    const session = await start({ portNumber: String(port) })
    const { FinalTaskStatus, Output } = await session.outcome()
    expect(FinalTaskStatus).toBe('Failed')
    expect(Output).toMatch(new RegExp(`^Unable to connect to localhost:${port}: .*ECONNREFUSED`))
  })

  test('gives its connection up for another where an old client asks for that', async () => {
    let connections = 0
    const port = await serve(socket => {
      socket.write(`connection ${++connections};`)
      socket.resume()
    })
    const properties = { portNumber: String(port), type: 'LocalPortForwarding' }
    const session = await start(properties, { clientVersion: '1.1.61.0' })
    await session.shows('connection 1;')
    session.send(payloadTypes.flag, writeFlag(flags.disconnectToPort))
    session.send(payloadTypes.output, Buffer.from('again'))
    await session.shows('connection 2;')
  })
})

describe('a destination', () => {
  test.each(['169.254.169.254', '169.254.170.2', '::ffff:169.254.169.254', 'fd00:ec2::254', 'fe80::1'])(
    'that means something else on every host is refused: %s',
    async host => {
      const session = await start({ portNumber: '80', host, type: 'LocalPortForwarding' })
      expect(await session.outcome()).toMatchObject({
        FinalTaskStatus: 'Failed',
        Output: `Forwarding to IP address ${host} is forbidden.`,
      })
    },
  )

  test('elsewhere is connected to by name', async () => {
    const port = await serve(echo)
    const session = await start({ portNumber: String(port), host: '127.0.0.1', type: 'LocalPortForwarding' })
    const client = new PortClient(session)
    const stream = client.open()
    stream.write(Buffer.from('hello'))
    await client.until(() => client.received(stream).toString() === 'hello')
  })

  test('without an address is no error until somebody connects', async () => {
    const session = await start({ portNumber: '80', host: 'nowhere.invalid', type: 'LocalPortForwarding' })
    const client = new PortClient(session)
    const stream = client.open()
    await client.until(() => client.hasEnded(stream))
    await session.until(() => flagsOf(session).length > 0)
    expect(flagsOf(session)).toEqual([flags.connectToPortError])
  })
})
