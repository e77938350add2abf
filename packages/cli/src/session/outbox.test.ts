import { type Frame, payloadTypes } from '@hostler/channel/frame/frame'
import { array, assert, constantFrom, property } from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readFrame } from './frames.ts'
import { createOutbox, type Outbox } from './outbox.ts'

let outbox: Outbox
let sent: Frame[]
let drained: number
const connect = () => outbox.connect(bytes => sent.push(readFrame(bytes)!))
const textOf = (frames: readonly Frame[]) => Buffer.concat(frames.map(({ payload }) => payload)).toString()
const send = (text: string) => outbox.send(payloadTypes.output, Buffer.from(text))

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  drained = 0
  outbox = createOutbox(() => drained++)
})
afterEach(() => {
  outbox.disconnect()
  vi.useRealTimers()
})

describe('an outbox', () => {
  test('holds input back until the session begins, but not the answer to the handshake', () => {
    connect()
    send('early')
    outbox.sendFirst(payloadTypes.handshakeResponse, Buffer.from('{}'))
    outbox.begin()
    expect(sent.map(({ sequence, payload }) => [sequence, Buffer.from(payload).toString()])).toEqual([
      [0, '{}'],
      [1, 'early'],
    ])
  })

  test('cuts input into messages of 1024 bytes and keeps no memory that is not its own', () => {
    outbox.begin()
    const bytes = Buffer.alloc(2500, 'a')
    outbox.send(payloadTypes.output, bytes)
    bytes.fill('b')
    connect()
    expect(sent.map(({ payload }) => payload.length)).toEqual([1024, 1024, 452])
    expect(textOf(sent)).toBe('a'.repeat(2500))
  })

  test('sends the oldest again until it is acknowledged, byte for byte', () => {
    connect()
    outbox.begin()
    send('a')
    send('b')
    vi.advanceTimersByTime(2000)
    expect(sent.map(({ sequence }) => sequence)).toEqual([0, 1, 0, 0])
    expect(sent[2]).toEqual(sent[0])
    outbox.acknowledge(0)
    outbox.acknowledge(1)
    vi.advanceTimersByTime(5000)
    expect(sent.length).toBe(4)
  })

  test('is full when nothing is acknowledged, and says when it is no more', () => {
    connect()
    outbox.begin()
    for (let i = 0; !outbox.isFull(); i++) {
      expect(i).toBeLessThan(1000)
      send('x')
    }
    const before = sent.length
    expect(drained).toBe(0)
    outbox.acknowledge(0)
    expect([sent.length, drained]).toEqual([before + 1, 1])
  })
})

test('every byte comes in order whatever connection breaks when', () => {
  const step = constantFrom('send', 'break', 'acknowledge', 'tick')
  assert(
    property(array(step, { maxLength: 60 }), steps => {
      outbox = createOutbox(() => undefined)
      outbox.begin()
      const received = new Map<number, string>()
      const take = (bytes: Uint8Array) => {
        const { sequence, payload } = readFrame(bytes)!
        const text = Buffer.from(payload).toString()
        expect(received.get(sequence) ?? text).toBe(text)
        received.set(sequence, text)
      }
      let typed = ''
      outbox.connect(take)
      for (const [i, what] of steps.entries()) {
        if (what === 'send') {
          typed += `${i},`
          send(`${i},`)
        } else if (what === 'break') outbox.disconnect()
        else if (what === 'acknowledge') for (const sequence of received.keys()) outbox.acknowledge(sequence)
        else vi.advanceTimersByTime(1000)
      }
      outbox.connect(take)
      const inOrder = [...received].toSorted(([one], [other]) => one - other)
      expect(inOrder.map(([, text]) => text).join('')).toBe(typed)
      outbox.disconnect()
    }),
  )
})
