import { describe, expect, test } from 'vitest'
import { SmuxSession, type SmuxEvents, type SmuxRole } from './smux-session.ts'
import type { SmuxStream } from './smux-stream.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytes = (value: string) => new TextEncoder().encode(value)
const hex = (value: Uint8Array | undefined) => Buffer.from(value ?? []).toString('hex')
const ofHex = (value: string) => new Uint8Array(Buffer.from(value.replaceAll(' ', ''), 'hex'))

/** A session whose events are kept. */
function open(role: SmuxRole, listens = true) {
  const heard: string[] = []
  const streams: SmuxStream[] = []
  const events: SmuxEvents = {
    ...(listens && { opened: (stream: SmuxStream) => void (streams.push(stream), heard.push(`opened ${stream.id}`)) }),
    data: (stream, data) => void heard.push(`${stream.id}: ${text(data)}`),
    ended: stream => void heard.push(`ended ${stream.id}`),
    drained: stream => void heard.push(`drained ${stream.id}`),
    ready: () => void heard.push('ready'),
    relaxed: () => void heard.push('relaxed'),
  }
  return { session: new SmuxSession(role, events), heard, streams }
}

describe('a session writes what the stock programs write', () => {
  test('streams begin at 3 and are odd; opening and bytes go together', () => {
    const { session, heard } = open('client')
    const first = session.open()
    first.write(bytes('hello'))
    expect(hex(session.take(1024))).toBe('0100000003000000010205000300000068656c6c6f')
    expect(heard).toEqual(['ready'])
    session.open()
    expect(hex(session.take(1024))).toBe('0100000005000000')
    first.end()
    expect(hex(session.take(1024))).toBe('0101000003000000')
    expect(session.take(1024)).toBeUndefined()
  })

  test('no payload is longer than 32,768 bytes and no piece longer than asked for', () => {
    const { session } = open('client')
    const stream = session.open()
    stream.write(new Uint8Array(100_000))
    const pieces: number[] = []
    for (let piece = session.take(65_536); piece && pieces.length < 9; piece = session.take(65_536))
      pieces.push(piece.length)
    expect(pieces).toEqual([65_536, 100_000 + 5 * 8 - 65_536])
    stream.write(new Uint8Array(2000))
    expect(session.take(1024)!.length).toBe(1024)
  })
})

test('a session reads frames however they are cut, and ignores keep-alives and streams that it does not know', () => {
  const { session, heard } = open('server')
  const all = ofHex(
    '0103000000000000 0100000003000000 0102050003000000 68656c6c6f 0102010009000000 21 0101000003000000 0101000003000000',
  )
  for (const byte of all) expect(session.receive(Uint8Array.of(byte))).toBeUndefined()
  expect(heard).toEqual(['opened 3', '3: hello', 'ended 3'])
})

test.each([
  ['another version', '0200000003000000', 'smux version 2'],
  ['an unknown command', '0109000003000000', 'no command 9'],
])('%s is malformed', (_name, frame, reason) => {
  expect(open('server').session.receive(ofHex(frame))).toEqual({ malformed: expect.stringContaining(reason) })
})

test('either side may say its last byte first; a stream is over when both have', () => {
  const client = open('client')
  const server = open('server')
  const stream = client.session.open()
  stream.write(bytes('question'))
  stream.end()
  stream.write(bytes('too late'))
  server.session.receive(client.session.take(1024)!)
  const [answering] = server.streams
  answering!.write(bytes('answer'))
  answering!.end()
  client.session.receive(server.session.take(1024)!)
  expect(server.heard).toEqual(['opened 3', '3: question', 'ended 3', 'ready'])
  expect(client.heard).toEqual(['ready', '3: answer', 'ended 3'])
  expect([client.session.size, server.session.size]).toEqual([0, 0])
})

test('a stream that is reset ends for both sides and is heard no more', () => {
  const { session, heard, streams } = open('server')
  session.receive(ofHex('0100000003000000 0102010003000000 61'))
  streams[0]!.write(new Uint8Array(10))
  streams[0]!.reset()
  session.receive(ofHex('0102010003000000 62 0101000003000000'))
  expect(hex(session.take(1024))).toBe('0101000003000000')
  expect(heard).toEqual(['opened 3', '3: a', 'ready'])
  expect(session.size).toBe(0)
})

test('streams are served in turn: a small one is not behind all of a large one', () => {
  const { session } = open('client')
  const [large, small] = [session.open(), session.open()]
  large.write(new Uint8Array(200_000))
  small.write(bytes('hi'))
  const first = session.take(65_536)!
  expect(text(first)).toContain('hi')
})

test('a source is told to pause, and to go on when half has left', () => {
  const { session, heard } = open('client')
  const stream = session.open()
  expect(stream.isFull).toBe(false)
  stream.write(new Uint8Array(128 * 1024))
  expect(stream.isFull).toBe(true)
  session.take(65_536)
  expect(heard).toEqual(['ready'])
  session.take(65_536)
  expect(heard).toEqual(['ready', 'drained 3'])
})

test('the session is full of what nobody has consumed, and relaxes when half is', () => {
  const { session, heard, streams } = open('server')
  session.receive(ofHex('0100000003000000'))
  const frame = new Uint8Array(8 + 32_768)
  frame.set(ofHex('0102008003000000'))
  let frames = 0
  for (; !session.isFull; frames++) session.receive(frame)
  expect(frames).toBe(128)
  streams[0]!.consumed(2 * 1024 * 1024 - 1)
  expect(heard).not.toContain('relaxed')
  streams[0]!.consumed(1)
  expect(heard).toContain('relaxed')
  streams[0]!.reset()
  expect(session.isFull).toBe(false)
})

test('who does not listen refuses streams, and who is asked for too many refuses the rest', () => {
  const client = open('client')
  client.session.receive(ofHex('0100000002000000'))
  expect(hex(client.session.take(1024))).toBe('0101000002000000')
  const { session } = open('server')
  const syn = Buffer.alloc(8)
  syn[0] = 1
  for (let id = 0; id < 10_000; id++) {
    syn.writeUInt32LE(id, 4)
    session.receive(new Uint8Array(syn))
  }
  expect(session.size).toBe(4096)
  let refused = 0
  for (let piece = session.take(65_536); piece; piece = session.take(65_536)) refused += piece.length / 8
  expect(refused).toBe(4096)
  const asking = open('client').session
  for (let count = 0; count < 4096; count++) asking.open()
  expect(() => asking.open()).toThrow('at most 4096 connections')
})
