import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parts, sha256 } from '../../test/stream-end.ts'
import { readAcknowledgement } from '../payloads/acknowledgement.ts'
import { readTerminalSize } from '../payloads/terminal-size.ts'
import { IncomingStream } from '../stream/incoming-stream.ts'
import { OutgoingStream } from '../stream/outgoing-stream.ts'
import { decodeFrame } from './decode-frame.ts'
import { encodeFrame } from './encode-frame.ts'
import { type Frame, layout, messageTypes } from './frame.ts'

const frame: fc.Arbitrary<Frame> = fc.record({
  type: fc.stringMatching(/^[\x21-\x7e]{1,32}$/),
  schemaVersion: fc.nat(0xffffffff),
  createdAtMs: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  sequence: fc.maxSafeNat(),
  flags: fc.maxSafeNat(),
  id: fc.uuid(),
  payloadType: fc.nat(0xffffffff),
  payload: fc.uint8Array({ maxLength: 2000 }),
})

test('every message is read as it was written', () => {
  fc.assert(
    fc.property(frame, each => {
      expect(decodeFrame(encodeFrame(each, sha256), sha256)).toEqual(each)
    }),
  )
})

test('any bytes are a message or are not, and what is read is written with the same meaning', () => {
  const damaged = fc
    .tuple(frame, fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 4 }), fc.nat(140))
    .map(([each, changes, cut]) => {
      const bytes = encodeFrame(each, sha256)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      return cut < 130 ? bytes : bytes.subarray(0, bytes.length - (cut - 130))
    })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged), bytes => {
      const read = decodeFrame(bytes, undefined)
      if ('malformed' in read) return
      expect(decodeFrame(encodeFrame(read, sha256), sha256)).toEqual(read)
      expect(read.payload.length).toBe(bytes.length - layout.payload)
    }),
    { numRuns: 2000 },
  )
})

test('a payload that was changed on its way is noticed', () => {
  fc.assert(
    fc.property(frame, fc.nat(), fc.integer({ min: 1, max: 255 }), (each, at, change) => {
      fc.pre(each.payload.length > 0)
      const bytes = encodeFrame(each, sha256)
      bytes[layout.payload + (at % each.payload.length)]! ^= change
      expect(decodeFrame(bytes, sha256)).toEqual({ malformed: 'digest' })
    }),
  )
})

test('a million damaged messages neither throw nor stay in memory', () => {
  const next = randomNumbers(0x9e3779b9)
  const originals = ['{"cols":80,"rows":24}', '{"AcknowledgedMessageSequenceNumber":1}', 'ls\n', ''].map(
    (payload, place) => encodeFrame({ ...plain, sequence: place, payload: new TextEncoder().encode(payload) }, sha256),
  )
  const incoming = new IncomingStream({ frames: 64, bytes: 4096 })
  const outgoing = new OutgoingStream({ ...parts, type: messageTypes.output, window: { frames: 64, bytes: 4096 } })
  outgoing.append(1, new Uint8Array(1), 1)
  const room = new Uint8Array(400)
  let read = 0
  const heap: number[] = []
  for (let round = 0; round < 10; round++) {
    for (let count = 0; count < 100_000; count++) {
      const bytes = damage(originals[next() % originals.length]!, room, next)
      const found = decodeFrame(bytes, count % 4 === 0 ? sha256 : undefined)
      if ('malformed' in found) continue
      read++
      for (let left = incoming.accept(found).deliver.length; left > 0; left--) incoming.take()
      outgoing.acknowledge(found.sequence, 1)
      if (read % 10 > 0) continue
      readAcknowledgement(found.payload, found.type)
      readTerminalSize(found.payload)
    }
    heap.push(heapBytes())
    expect(incoming.heldFrames).toBeLessThanOrEqual(64)
  }
  // Both ways were gone, and often.
  expect(read).toBeGreaterThan(100_000)
  expect(read).toBeLessThan(900_000)
  expect(heap.at(-1)! - heap[1]!).toBeLessThan(2 * 1024 * 1024)
})

const plain = {
  type: messageTypes.input,
  schemaVersion: 1,
  createdAtMs: 1_700_000_000_000,
  flags: 0,
  id: '01234567-89ab-4cde-8f01-23456789abcd',
  payloadType: 1,
}
const lengthPlaces = [layout.headerLength, layout.payloadLength, layout.createdAt, layout.sequence, layout.payloadType]

/** A few bytes or one of the numbers changed, the end cut or grown; written to `room`, which is used again. */
function damage(original: Uint8Array, room: Uint8Array, next: () => number): Uint8Array {
  room.set(original)
  let length = original.length
  for (let left = next() % 3; left > 0; left--) {
    const at = next()
    if (at % 5 === 0) length = next() % (original.length + 20)
    else if (at % 5 === 1) room[lengthPlaces[at % lengthPlaces.length]! + (next() % 4)] = next()
    else room[at % original.length] = next()
  }
  return room.subarray(0, length)
}

/** Xorshift: the same million each time. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/** After everything that nobody holds is gone. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}
