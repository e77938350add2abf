import { expect, test } from 'vitest'
import { plainFrame } from '../../test/stream-end.ts'
import type { Frame } from '../frame/frame.ts'
import { IncomingStream } from './incoming-stream.ts'

const frame = (sequence: number, payloadBytes = 10): Frame =>
  plainFrame('input_stream_data', new Uint8Array(payloadBytes), sequence, 1)
const said = (incoming: IncomingStream, sequence: number, payloadBytes?: number) => {
  const { kind, deliver, acknowledge } = incoming.accept(frame(sequence, payloadBytes))
  return [kind, deliver.map(each => each.sequence), acknowledge]
}

test('messages in their place are handed on at once and acknowledged when they were taken', () => {
  const incoming = new IncomingStream({ frames: 10, bytes: 1000 })
  expect(said(incoming, 0)).toEqual(['in-order', [0], false])
  expect(said(incoming, 1)).toEqual(['in-order', [1], false])
  expect(said(incoming, 0)).toEqual(['pending', [], false])
  incoming.take()
  expect(said(incoming, 0)).toEqual(['taken-before', [], true])
  expect(said(incoming, 1)).toEqual(['pending', [], false])
  incoming.take()
  expect([incoming.isIdle, incoming.heldBytes]).toEqual([true, 0])
  expect(() => incoming.take()).toThrow('No message was handed on')
})

test('messages ahead of their place wait for it, acknowledged', () => {
  const incoming = new IncomingStream({ frames: 10, bytes: 1000 })
  expect(said(incoming, 2)).toEqual(['ahead', [], true])
  expect(said(incoming, 1)).toEqual(['ahead', [], true])
  expect(said(incoming, 2)).toEqual(['ahead', [], true])
  expect(incoming.heldFrames).toBe(2)
  expect(said(incoming, 0)).toEqual(['in-order', [0, 1, 2], false])
  expect(said(incoming, 3)).toEqual(['in-order', [3], false])
})

test('a message that is kept does not change with the memory that it came in', () => {
  const incoming = new IncomingStream({ frames: 10, bytes: 1000 })
  const ahead = frame(1, 1)
  incoming.accept(ahead)
  ahead.payload[0] = 7
  expect(incoming.accept(frame(0)).deliver[1]!.payload[0]).toBe(0)
})

test('what there is no room for is refused, as if it had not come, and taken in later', () => {
  const incoming = new IncomingStream({ frames: 3, bytes: 25 })
  expect(said(incoming, 1)).toEqual(['ahead', [], true])
  expect(said(incoming, 2)).toEqual(['ahead', [], true])
  expect(said(incoming, 3, 1)).toEqual(['refused', [], false])
  expect(said(incoming, 9_000_000_000, 0)).toEqual(['refused', [], false])
  // The one that all wait for is let in: nothing moves otherwise.
  expect(said(incoming, 0)).toEqual(['in-order', [0, 1, 2], false])
  expect(said(incoming, 3)).toEqual(['refused', [], false])
  incoming.take()
  expect(said(incoming, 3)).toEqual(['in-order', [3], false])
})
