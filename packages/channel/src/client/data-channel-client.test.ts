import { beforeEach, describe, expect, test } from 'vitest'
import { MovedClock } from '../../test/moved-clock.ts'
import { ScriptedSocket } from '../../test/scripted-sockets.ts'
import {
  acknowledgedBy,
  acknowledgement,
  bytesOf,
  encode,
  parts,
  plainFrame,
  readFrame,
  text,
} from '../../test/stream-end.ts'
import { type Frame, messageTypes, payloadTypes } from '../frame/frame.ts'
import { readJson, writeJson } from '../payloads/json-payload.ts'
import { DataChannelClient } from './data-channel-client.ts'
import type { DataChannelClientOptions } from './data-channel-ports.ts'
import type { DataChannelEvents } from './data-channel-ports.ts'

const url = 'ws://plane.test/v1/data-channel/s-1?role=publish_subscribe'
const sessionType = {
  ActionType: 'SessionType',
  ActionParameters: { SessionType: 'Standard_Stream', Properties: null },
}

let clock: MovedClock
let sockets: ScriptedSocket[]
let log: string[]
let take: DataChannelEvents['output']

beforeEach(() => {
  clock = new MovedClock()
  sockets = []
  log = []
  take = () => undefined
})

function open(options: Partial<DataChannelClientOptions> = {}): DataChannelClient {
  const events: DataChannelEvents = {
    output(bytes, stream) {
      log.push(`${stream} ${text(bytes)}`)
      return take(bytes, stream)
    },
    message: line => void log.push(`message ${line}`),
    exitCode: code => void log.push(`exit code ${code}`),
    drained: () => void log.push('drained'),
    connected: () => void log.push('connected'),
    dropped: error => void log.push(`dropped ${error?.message ?? ''}`.trim()),
    closed: output => void log.push(`closed ${output}`.trim()),
    unsupported: why => void log.push(`unsupported ${why}`),
  }
  const openSocket = (to: string, heard: ScriptedSocket['events']) => {
    const socket = new ScriptedSocket(to, heard)
    sockets.push(socket)
    return socket
  }
  const client = new DataChannelClient({ ports: { ...parts, openSocket, clock }, events, ...options })
  client.connect(url, 'token-1')
  return client
}

/** The socket that the client has now, connected. */
function connected(): ScriptedSocket {
  const socket = sockets.at(-1)!
  socket.events.opened()
  return socket
}

function output(sequence: number, payload: string | Uint8Array, payloadType: number = payloadTypes.output): Uint8Array {
  const bytes = typeof payload === 'string' ? bytesOf(payload) : payload
  return encode(plainFrame(messageTypes.output, bytes, sequence, payloadType))
}

const request = (actions: object[] = [sessionType]) =>
  output(0, writeJson({ AgentVersion: '3.3.1000.0', RequestedClientActions: actions }), payloadTypes.handshakeRequest)
const complete = (message = '') =>
  output(1, writeJson({ HandshakeTimeToComplete: 1_000_000, CustomerMessage: message }), payloadTypes.handshakeComplete)
const channelClosed = (Output: string) =>
  encode(plainFrame(messageTypes.channelClosed, writeJson({ SessionId: 's-1', Output })))

const frames = (socket: ScriptedSocket): Frame[] =>
  socket.sent.filter(data => typeof data !== 'string').map(data => readFrame(data))
const input = (socket: ScriptedSocket): Frame[] => frames(socket).filter(({ type }) => type === messageTypes.input)
const acknowledged = (socket: ScriptedSocket): number[] =>
  frames(socket)
    .map(frame => acknowledgedBy(frame))
    .filter(sequence => sequence !== undefined)

/** A session after its handshake; nothing of the handshake is left to acknowledge. */
function begun(socket: ScriptedSocket): void {
  socket.receive(request())
  socket.receive(complete())
  for (const frame of input(socket)) socket.receive(acknowledgement(frame))
}

describe('opening', () => {
  test('the token goes first, in text, as the stock plugin sends it', () => {
    open()
    const socket = connected()
    expect(socket.url).toBe(url)
    const first = JSON.parse(socket.sent[0] as string) as Record<string, unknown>
    expect(Object.keys(first)).toEqual(['MessageSchemaVersion', 'RequestId', 'TokenValue', 'ClientId', 'ClientVersion'])
    expect(first).toMatchObject({ MessageSchemaVersion: '1.0', TokenValue: 'token-1', ClientVersion: '1.2.999.0' })
    expect(log).toEqual(['connected'])
  })

  test('a handshake is answered once, and says that exit codes are welcome', () => {
    open()
    const socket = connected()
    socket.receive(request())
    socket.receive(request())
    expect(input(socket)).toHaveLength(1)
    expect(readJson(input(socket)[0]!.payload)).toEqual({
      ClientVersion: '1.2.999.0',
      ProcessedClientActions: [{ ActionType: 'SessionType', ActionStatus: 1, ActionResult: null, Error: '' }],
      Errors: null,
      Hostler: { ExitCode: true },
    })
  })

  test('input waits until the handshake is over: the agent would throw it away', () => {
    const client = open()
    const socket = connected()
    client.send(bytesOf('ls\n'))
    socket.receive(request())
    expect(input(socket).map(({ payloadType }) => payloadType)).toEqual([payloadTypes.handshakeResponse])
    socket.receive(complete('Welcome.'))
    expect(text(input(socket)[1]!.payload)).toBe('ls\n')
    expect(log).toEqual(['connected', 'message Welcome.'])
  })

  test('the first output begins the session where the agent makes no handshake', () => {
    const client = open()
    const socket = connected()
    client.resize({ cols: 80, rows: 24 })
    client.resize({ cols: 120, rows: 30 })
    expect(input(socket)).toEqual([])
    socket.receive(output(0, '$ '))
    expect(input(socket).map(({ payload }) => text(payload))).toEqual(['{"cols":120,"rows":30}'])
    expect(log).toEqual(['connected', 'stdout $ '])
  })

  test('a session that this client cannot take part in is refused, to the agent and to the owner', () => {
    open()
    const socket = connected()
    const kms = { ActionType: 'KMSEncryption', ActionParameters: { KMSKeyId: 'key', Challenge: 'AQID' } }
    socket.receive(request([sessionType, kms]))
    const { ProcessedClientActions } = readJson(input(socket)[0]!.payload)!
    expect(ProcessedClientActions).toMatchObject([{ ActionStatus: 1 }, { ActionStatus: 2 }])
    expect(log.at(-1)).toMatch(/^unsupported .*does not encrypt sessions/)
    expect(socket.isClosed).toBe(true)
  })
})

describe('output', () => {
  test('arrives in order and once, whatever comes twice or too early', () => {
    open()
    const socket = connected()
    begun(socket)
    for (const sequence of [3, 2, 3, 2, 5, 4]) socket.receive(output(sequence, `#${sequence}`))
    expect(log.slice(1)).toEqual(['stdout #2', 'stdout #3', 'stdout #4', 'stdout #5'])
    expect(new Set(acknowledged(socket))).toEqual(new Set([0, 1, 2, 3, 4, 5]))
  })

  test('keeps its two streams apart, and hands over the exit code', () => {
    open()
    const socket = connected()
    begun(socket)
    socket.receive(output(2, 'out'))
    socket.receive(output(3, 'err', payloadTypes.stderr))
    socket.receive(output(4, 'EXIT_CODE: 3', payloadTypes.exitCode))
    socket.receive(output(5, 'whatever this is', 99))
    expect(log.slice(1)).toEqual(['stdout out', 'stderr err', 'exit code 3'])
    expect(acknowledged(socket)).toContain(5)
  })

  test('is acknowledged when the consumer has taken it, and not before', async () => {
    open()
    const socket = connected()
    begun(socket)
    const { promise, resolve } = Promise.withResolvers<void>()
    take = () => promise
    socket.receive(output(2, 'slow'))
    socket.receive(output(3, 'next'))
    socket.receive(output(2, 'slow'))
    expect(acknowledged(socket)).toEqual([0, 1])
    expect(log.slice(1)).toEqual(['stdout slow'])
    resolve()
    await settled()
    expect(acknowledged(socket)).toEqual([0, 1, 2, 3])
  })

  test('of a host that floods stops the socket, and goes on when it is taken', async () => {
    open()
    const socket = connected()
    begun(socket)
    const { promise, resolve } = Promise.withResolvers<void>()
    take = () => promise
    const payload = new Uint8Array(16 * 1024)
    for (let sequence = 2; sequence < 102; sequence++) socket.receive(output(sequence, payload))
    expect(socket.isPaused).toBe(true)
    expect(log).toHaveLength(2)
    resolve()
    await settled()
    expect(socket.isPaused).toBe(false)
    expect(log).toHaveLength(101)
  })

  test('that cannot be taken ends the channel, and is not acknowledged', async () => {
    open()
    const socket = connected()
    begun(socket)
    take = () => Promise.reject(new Error('the disk is full'))
    socket.receive(output(2, 'x'))
    await settled()
    expect(log.at(-1)).toBe('unsupported The output could not be taken: the disk is full')
    expect(acknowledged(socket)).toEqual([0, 1])
  })

  test('is all taken before the end of the session is told', async () => {
    open()
    const socket = connected()
    begun(socket)
    const { promise, resolve } = Promise.withResolvers<void>()
    take = () => promise
    socket.receive(output(2, 'last'))
    socket.receive(channelClosed('Your session timed out.'))
    socket.drop()
    socket.receive(output(3, 'after the end'))
    expect(log.slice(1)).toEqual(['stdout last'])
    resolve()
    await settled()
    expect(log.slice(1)).toEqual(['stdout last', 'closed Your session timed out.'])
  })
})

describe('input', () => {
  test('goes out as it is, in payloads that stock agents take', () => {
    const client = open()
    const socket = connected()
    begun(socket)
    client.send(bytesOf('\n'))
    client.send(new Uint8Array(2500).fill(0x61))
    const sent = input(socket).slice(1)
    expect(sent.map(({ payload }) => payload.length)).toEqual([1, 1024, 1024, 452])
    expect(sent[0]!.payload).toEqual(Uint8Array.of(0x0a))
    expect(sent.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
  })

  test('is held back while too much is not acknowledged, and goes on after', () => {
    const client = open({ inputBytes: 4096 })
    const socket = connected()
    begun(socket)
    client.send(new Uint8Array(6000))
    expect(client.isFull()).toBe(true)
    expect(input(socket)).toHaveLength(1 + 4)
    for (const frame of input(socket).slice(1)) socket.receive(acknowledgement(frame))
    expect(input(socket)).toHaveLength(1 + 6)
    expect(log.at(-1)).toBe('drained')
    expect(client.isFull()).toBe(false)
  })

  test('that nobody acknowledges is sent again, byte for byte', () => {
    const client = open()
    const socket = connected()
    begun(socket)
    client.send(bytesOf('a'))
    const [, first] = socket.sent.filter(data => typeof data !== 'string' && isInput(data))
    clock.advance(2000)
    const again = socket.sent.filter(data => typeof data !== 'string' && isInput(data)).slice(2)
    expect(again.length).toBeGreaterThan(1)
    for (const data of again) expect(data).toEqual(first)
    socket.receive(acknowledgement(input(socket)[1]!))
    clock.advance(2000)
    expect(clock.waiting).toBe(0)
  })

  test('a flag goes behind the input; terminating drops what has not gone out', () => {
    const client = open({ inputBytes: 1024 })
    const socket = connected()
    begun(socket)
    client.send(new Uint8Array(4096))
    client.terminate()
    for (const frame of input(socket).slice(1)) socket.receive(acknowledgement(frame))
    const last = input(socket).at(-1)!
    expect([last.payloadType, ...last.payload]).toEqual([payloadTypes.flag, 0, 0, 0, 2])
    expect(input(socket)).toHaveLength(3)
  })
})

describe('a connection that breaks', () => {
  test('is made again with another token: numbers go on, what was not acknowledged goes again', () => {
    const client = open()
    const first = connected()
    begun(first)
    client.send(bytesOf('one'))
    first.receive(output(2, 'before'))
    first.drop(new Error('reset'))
    client.send(bytesOf('two'))
    client.connect(url, 'token-2')
    const second = connected()
    second.receive(output(2, 'before'))
    second.receive(output(3, 'after'))
    expect(JSON.parse(second.sent[0] as string)).toMatchObject({ TokenValue: 'token-2' })
    expect(clientId(second)).toBe(clientId(first))
    expect(input(second).map(({ sequence, payload }) => [sequence, text(payload)])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
    expect(log).toEqual(['connected', 'stdout before', 'dropped reset', 'connected', 'stdout after'])
    expect(acknowledged(second)).toEqual([2, 3])
  })

  test('says nothing any more once another has taken its place', () => {
    const client = open()
    const first = connected()
    client.connect(url, 'token-2')
    first.receive(output(0, 'late'))
    first.drop()
    expect(log).toEqual(['connected'])
    expect(first.isClosed).toBe(true)
  })

  test('that was held back is read again when it is another', async () => {
    const client = open()
    const first = connected()
    begun(first)
    const { promise, resolve } = Promise.withResolvers<void>()
    take = () => promise
    for (let sequence = 2; sequence < 22; sequence++) first.receive(output(sequence, new Uint8Array(16 * 1024)))
    first.drop()
    client.connect(url, 'token-2')
    expect(connected().isPaused).toBe(true)
    resolve()
    await settled()
    expect(sockets.at(-1)!.isPaused).toBe(false)
  })

  test('after close, nothing is told and nothing waits', () => {
    const client = open()
    const socket = connected()
    begun(socket)
    client.send(bytesOf('x'))
    client.close()
    socket.receive(output(2, 'late'))
    expect(socket.isClosed).toBe(true)
    expect(clock.waiting).toBe(0)
    expect(log).toEqual(['connected'])
  })
})

test('bytes that are no message change nothing', () => {
  open()
  const socket = connected()
  begun(socket)
  const damaged = output(2, 'hello')
  damaged[damaged.length - 1]! ^= 1
  socket.receive(damaged)
  socket.receive(new Uint8Array(119))
  socket.receive(output(2, 'hello'))
  expect(log.slice(1)).toEqual(['stdout hello'])
})

function isInput(data: Uint8Array): boolean {
  return readFrame(data).type === messageTypes.input
}

function clientId(socket: ScriptedSocket): unknown {
  return (JSON.parse(socket.sent[0] as string) as Record<string, unknown>)['ClientId']
}

/** When everything that only waited for promises has happened. */
async function settled(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
}
