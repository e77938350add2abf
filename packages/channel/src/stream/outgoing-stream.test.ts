import { describe, expect, test } from 'vitest'
import { bytesOf, parts, readFrame, text } from '../../test/stream-end.ts'
import { messageTypes, payloadTypes } from '../frame/frame.ts'
import { OutgoingStream, type OutgoingStreamParts } from './outgoing-stream.ts'

const t0 = 1_700_000_000_000
const stream = (over: Partial<OutgoingStreamParts> = {}) =>
  new OutgoingStream({ ...parts, type: messageTypes.output, window: { frames: 1000, bytes: 1e6 }, ...over })
const fill = (outgoing: OutgoingStream, count: number, nowMs = t0) =>
  Array.from({ length: count }, (_, place) => outgoing.append(payloadTypes.output, bytesOf(`#${place}`), nowMs))
const sequences = (messages: readonly Uint8Array[]) => messages.map(message => readFrame(message).sequence)

describe('appending', () => {
  test('numbers the messages; the first of an output stream is marked, of an input stream none is', () => {
    const [first, second] = fill(stream(), 2).map(bytes => readFrame(bytes))
    expect(first).toMatchObject({ type: 'output_stream_data', sequence: 0, flags: 1, createdAtMs: t0, payloadType: 1 })
    expect(second).toMatchObject({ sequence: 1, flags: 0 })
    expect(text(second!.payload)).toBe('#1')
    expect(readFrame(fill(stream({ type: messageTypes.input }), 1)[0]!)).toMatchObject({ flags: 0 })
  })

  test('ends at the window, in messages or in bytes, and goes on when they are acknowledged', () => {
    for (const window of [
      { frames: 2, bytes: 1000 },
      { frames: 1000, bytes: 4 },
    ]) {
      const outgoing = stream({ window })
      fill(outgoing, 2)
      expect(outgoing.isFull).toBe(true)
      expect(() => outgoing.append(1, bytesOf('x'), t0)).toThrow('The window is full')
      expect(outgoing.nextSequence).toBe(2)
      outgoing.acknowledge(1, t0)
      expect(outgoing.isFull).toBe(false)
      expect(readFrame(outgoing.append(1, bytesOf('x'), t0)).sequence).toBe(2)
    }
  })
})

describe('acknowledgements', () => {
  test('count once, each for one message, in any order, and never for one that was not sent', () => {
    const outgoing = stream()
    fill(outgoing, 3)
    expect(outgoing.acknowledge(3, t0)).toBe(false)
    expect(outgoing.acknowledge(2, t0)).toBe(true)
    expect(outgoing.acknowledge(2, t0)).toBe(false)
    expect(sequences(outgoing.replay(t0))).toEqual([0, 1])
    expect([outgoing.acknowledge(1, t0), outgoing.acknowledge(0, t0)]).toEqual([true, true])
    expect([outgoing.isIdle, outgoing.unacknowledgedBytes]).toEqual([true, 0])
  })

  test('set the time to wait by the stock formula', () => {
    const outgoing = stream()
    expect(outgoing.nextDueMs(t0)).toBeUndefined()
    fill(outgoing, 1)
    expect(outgoing.nextDueMs(t0)).toBe(t0 + 200)
    outgoing.acknowledge(0, t0 + 20)
    // Variation 0.25 * |100 - 20| = 20; smoothed 0.875 * 100 + 0.125 * 20 = 90.
    fill(outgoing, 1, t0 + 20)
    expect(outgoing.nextDueMs(t0 + 20)).toBe(t0 + 20 + 90 + 4 * 20)
    outgoing.acknowledge(1, t0 + 100_000)
    fill(outgoing, 1, t0 + 100_000)
    expect(outgoing.nextDueMs(t0 + 100_000)).toBe(t0 + 100_000 + 1000)
  })

  test('of messages that were sent several times tell nothing about time', () => {
    const outgoing = stream()
    fill(outgoing, 1)
    expect(outgoing.due(t0 + 200)).toHaveLength(1)
    const waitMs = outgoing.nextDueMs(t0 + 200)! - (t0 + 200)
    outgoing.acknowledge(0, t0 + 201)
    fill(outgoing, 1, t0 + 300)
    expect(outgoing.nextDueMs(t0 + 300)! - (t0 + 300)).toBe(waitMs)
  })
})

describe('sending again', () => {
  test('is due when the time is over, byte for byte, in order', () => {
    const outgoing = stream()
    const sent = [...fill(outgoing, 2), ...fill(outgoing, 1, t0 + 50)]
    expect(outgoing.due(t0 + 199)).toEqual([])
    expect(outgoing.due(t0 + 200)).toEqual(sent.slice(0, 2))
    expect(outgoing.due(t0 + 200)).toEqual([])
  })

  test('waits longer each time, at most a second', () => {
    const outgoing = stream()
    fill(outgoing, 1)
    const waitsMs: number[] = []
    for (let nowMs = t0; waitsMs.length < 5;) {
      const dueMs = outgoing.nextDueMs(nowMs)!
      waitsMs.push(dueMs - nowMs)
      nowMs = dueMs
      expect(outgoing.due(nowMs)).toHaveLength(1)
    }
    expect(waitsMs).toEqual([200, 400, 800, 1000, 1000])
  })

  test('gives a receiver that says nothing one message at a time', () => {
    const outgoing = stream()
    fill(outgoing, 500)
    const amounts = Array.from({ length: 5 }, (_, round) => outgoing.due(t0 + 1000 * (round + 1)).length)
    expect(amounts).toEqual([16, 1, 1, 1, 1])
  })

  test('gives a receiver that acknowledges two for each, until everything has arrived', () => {
    const outgoing = stream()
    fill(outgoing, 300)
    let nowMs = t0
    let rounds = 0
    let resent = 0
    while (!outgoing.isIdle) {
      nowMs += 1000
      rounds++
      for (const sequence of sequences(outgoing.due(nowMs))) {
        resent++
        outgoing.acknowledge(sequence, nowMs + 5)
      }
    }
    expect(resent).toBe(300)
    expect(rounds).toBeLessThan(12)
  })

  test('does not wait for a clock that was set back', () => {
    const outgoing = stream()
    fill(outgoing, 1)
    const earlierMs = t0 - 3_600_000
    expect(outgoing.nextDueMs(earlierMs)).toBe(earlierMs + 200)
    expect(outgoing.due(earlierMs)).toHaveLength(1)
    expect(outgoing.due(earlierMs)).toHaveLength(0)
  })

  test('after a reconnect is everything, in order, and the numbers go on', () => {
    const outgoing = stream()
    const sent = fill(outgoing, 40)
    outgoing.due(t0 + 1000)
    outgoing.acknowledge(3, t0 + 1001)
    expect(outgoing.replay(t0 + 2000)).toEqual(sent.filter((_, place) => place !== 3))
    expect(outgoing.nextDueMs(t0 + 2000)).toBeGreaterThan(t0 + 2000)
    expect(readFrame(fill(outgoing, 1)[0]!).sequence).toBe(40)
  })
})
