// What every place for the bytes of objects does. Both implementations run it.
import { createHash, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { BytesDamaged, type ObjectBytes, type StoredBytes } from '../../domain/basics/object-bytes.ts'
import { verifyStored } from '../../domain/basics/verify-stored.ts'
import { sealedSegmentBytes, sealedSizeOf, segmentBytes } from '../sealing/segments.ts'

/** A place, and what an intruder there can do. */
export interface PlaceUnderTest extends AsyncDisposable {
  readonly bytes: ObjectBytes
  /** The same place under another master key. */
  withKey(key: Buffer): Promise<ObjectBytes>
  peek(id: string): Buffer
  poke(id: string, sealed: Buffer): void
}

/** @param largest bytes of the largest object that properties are tried with */
export function objectBytesContract(open: () => Promise<PlaceUnderTest>, largest = 5 * segmentBytes): void {
  const setUp = async () => {
    const place = await open()
    onTestFinished(() => place[Symbol.asyncDispose]())
    return { place, bytes: place.bytes }
  }

  describe('keeping and reading', () => {
    test('an object of any size, written in any pieces, is read as it was in any range', async () => {
      const { place, bytes } = await setUp()
      await fc.assert(
        fc.asyncProperty(sizes(largest), cuts, cuts, async (sizeBytes, pieces, [from = 0, until = 1]) => {
          const plain = randomBytes(sizeBytes)
          const stored = await keep(bytes, ...inPieces(plain, pieces))
          expect(stored.sizeBytes).toBe(sizeBytes)
          expect(place.peek(stored.id)).toHaveLength(sealedSizeOf(sizeBytes))
          expect((await readAll(bytes, stored)).equals(plain)).toBe(true)
          const [first, last] = [Math.floor(from * sizeBytes), Math.ceil(until * sizeBytes)]
          expect((await readAll(bytes, stored, first, last)).equals(plain.subarray(first, last))).toBe(true)
        }),
        { numRuns: 40 },
      )
    })

    test('ranges around the borders of segments are exact', async () => {
      const { bytes } = await setUp()
      const plain = randomBytes(3 * segmentBytes)
      const stored = await keep(bytes, plain)
      const places = [0, 1, segmentBytes - 1, segmentBytes, segmentBytes + 1, 3 * segmentBytes - 1, 3 * segmentBytes]
      for (const from of places) {
        for (const until of [...places, 4 * segmentBytes]) {
          expect((await readAll(bytes, stored, from, until)).equals(plain.subarray(from, until))).toBe(true)
        }
      }
    })

    test('what is kept shows nothing of the bytes, and the same bytes are kept differently', async () => {
      const { place, bytes } = await setUp()
      const plain = Buffer.alloc(1000, 'secret')
      const [one, other] = [await keep(bytes, plain), await keep(bytes, plain)]
      expect(place.peek(one.id).includes('secret')).toBe(false)
      expect(place.peek(one.id).equals(place.peek(other.id))).toBe(false)
      expect(one.sealedKey).not.toBe(other.sealedKey)
    })

    test('the caller may use its buffer again as soon as the write resolves', async () => {
      const { bytes } = await setUp()
      const draft = await bytes.draft()
      const buffer = Buffer.alloc(segmentBytes + 1, 1)
      await draft.write(buffer)
      buffer.fill(2)
      await draft.write(buffer)
      buffer.fill(3)
      const all = await readAll(bytes, await draft.keep())
      expect(all.equals(Buffer.concat([Buffer.alloc(segmentBytes + 1, 1), Buffer.alloc(segmentBytes + 1, 2)]))).toBe(
        true,
      )
    })

    test('the digest of what is kept is that of the plain bytes', async () => {
      const { bytes } = await setUp()
      for (const plain of [Buffer.alloc(0), randomBytes(2 * segmentBytes + 7)]) {
        expect(await verifyStored(bytes, await keep(bytes, plain))).toBe(
          createHash('sha256').update(plain).digest('hex'),
        )
      }
    })

    test('a reader may stop early and others read at the same time', async () => {
      const { bytes } = await setUp()
      const plain = randomBytes(40 * segmentBytes)
      const stored = await keep(bytes, plain)
      for await (const piece of bytes.read(stored, 0, stored.sizeBytes)) {
        expect(piece.equals(plain.subarray(0, piece.length))).toBe(true)
        break
      }
      const both = await Promise.all([readAll(bytes, stored), readAll(bytes, stored, 17, stored.sizeBytes - 5)])
      expect(both.map(found => found.length)).toEqual([plain.length, plain.length - 22])
    })
  })

  describe('drafts', () => {
    test('a draft is not listed before it is kept, and never when it is discarded', async () => {
      const { bytes } = await setUp()
      const [kept, discarded] = [await bytes.draft(), await bytes.draft()]
      for (const draft of [kept, discarded]) await draft.write(randomBytes(20 * segmentBytes))
      expect(await listed(bytes)).toEqual([])
      const before = Date.now()
      const stored = await kept.keep()
      await discarded.discard()
      await discarded.discard()
      await kept.discard()
      const found = await Array.fromAsync(bytes.list())
      expect(found.map(({ id }) => id)).toEqual([stored.id])
      expect(Math.abs(found[0]!.keptAt.getTime() - before)).toBeLessThan(60_000)
      expect(await readAll(bytes, stored)).toHaveLength(20 * segmentBytes)
    })

    test('a draft that is over takes nothing more', async () => {
      const { bytes } = await setUp()
      const [kept, discarded] = [await bytes.draft(), await bytes.draft()]
      await kept.keep()
      await discarded.discard()
      for (const draft of [kept, discarded]) {
        await expect(draft.write(Buffer.alloc(1))).rejects.toThrow(draft.id)
        await expect(draft.keep()).rejects.toThrow(draft.id)
      }
      expect(await listed(bytes)).toEqual([kept.id])
    })

    test('many at once come to no harm from each other', async () => {
      const { bytes } = await setUp()
      const plains = Array.from({ length: 24 }, (_, i) => randomBytes((i % 4) * segmentBytes + i))
      const stored = await Promise.all(plains.map(plain => keep(bytes, ...inPieces(plain, [0.2, 0.5, 0.9]))))
      for (const [i, plain] of plains.entries()) expect((await readAll(bytes, stored[i]!)).equals(plain)).toBe(true)
      expect((await listed(bytes)).sort()).toEqual(stored.map(({ id }) => id).sort())
    })

    test('what is deleted is gone, and may be deleted again', async () => {
      const { bytes } = await setUp()
      const [one, other] = [await keep(bytes, Buffer.from('one')), await keep(bytes, Buffer.from('other'))]
      await bytes.delete(one.id)
      await bytes.delete(one.id)
      expect(await listed(bytes)).toEqual([other.id])
      await expect(readAll(bytes, one)).rejects.toThrow(BytesDamaged)
      await expect(async () => bytes.delete('../../etc/passwd')).rejects.toThrow('is no id of bytes')
    })
  })

  describe('what is not what was written is noticed', () => {
    test('a flipped bit anywhere, when its segment is read, and only then', async () => {
      const { place, bytes } = await setUp()
      const plain = randomBytes(2 * segmentBytes + 100)
      const stored = await keep(bytes, plain)
      const sealed = Buffer.from(place.peek(stored.id))
      await fc.assert(
        fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
          const changed = Buffer.from(sealed)
          changed[at] = changed[at]! ^ (1 << bit)
          place.poke(stored.id, changed)
          for (const segment of [0, 1, 2]) {
            const start = segment * segmentBytes
            const reading = readAll(bytes, stored, start, start + segmentBytes)
            if (segment === Math.floor(at / sealedSegmentBytes)) await expect(reading).rejects.toThrow(BytesDamaged)
            else expect((await reading).equals(plain.subarray(start, start + segmentBytes))).toBe(true)
          }
          await expect(verifyStored(bytes, stored)).rejects.toThrow(BytesDamaged)
        }),
        { numRuns: 60 },
      )
    })

    test('segments that are swapped, repeated, left out or cut off, and bytes behind the end', async () => {
      const { place, bytes } = await setUp()
      const stored = await keep(bytes, randomBytes(3 * segmentBytes))
      const sealed = Buffer.from(place.peek(stored.id))
      const [a, b, c] = [0, 1, 2].map(i => sealed.subarray(i * sealedSegmentBytes, (i + 1) * sealedSegmentBytes)) as [
        Buffer,
        Buffer,
        Buffer,
      ]
      const others = [[b, a, c], [a, a, c], [a, c], [a, b], [a, b, c.subarray(1)], [a, b, c.subarray(0, -1)], [a], []]
      const more = [
        [a, b, b],
        [a, c, b],
        [a, b, c, Buffer.of(0)],
        [a, b, c, c],
      ]
      for (const other of [...others, ...more]) {
        place.poke(stored.id, Buffer.concat(other))
        await expect(verifyStored(bytes, stored)).rejects.toThrow(BytesDamaged)
      }
      place.poke(stored.id, sealed)
      await verifyStored(bytes, stored)
    })

    test('a cut at any place, and a size that is remembered wrongly', async () => {
      const { place, bytes } = await setUp()
      const stored = await keep(bytes, randomBytes(2 * segmentBytes))
      const sealed = Buffer.from(place.peek(stored.id))
      for (const change of [-1, 1, -segmentBytes, segmentBytes, -2 * segmentBytes]) {
        const wrong = { ...stored, sizeBytes: stored.sizeBytes + change }
        await expect(verifyStored(bytes, wrong)).rejects.toThrow(BytesDamaged)
      }
      await fc.assert(
        fc.asyncProperty(fc.nat(sealed.length - 1), async length => {
          place.poke(stored.id, sealed.subarray(0, length))
          await expect(verifyStored(bytes, stored)).rejects.toThrow(BytesDamaged)
        }),
        { numRuns: 30 },
      )
    })

    test('a cut between segments that the remembered size agrees with', async () => {
      const { place, bytes } = await setUp()
      const stored = await keep(bytes, randomBytes(3 * segmentBytes))
      const sealed = Buffer.from(place.peek(stored.id))
      for (const segments of [1, 2]) {
        place.poke(stored.id, sealed.subarray(0, segments * sealedSegmentBytes))
        const agreeing = { ...stored, sizeBytes: segments * segmentBytes }
        await expect(verifyStored(bytes, agreeing)).rejects.toThrow(BytesDamaged)
      }
    })

    test('an empty object that was lost, cut or grew', async () => {
      const { place, bytes } = await setUp()
      const stored = await keep(bytes)
      const sealed = Buffer.from(place.peek(stored.id))
      expect(await readAll(bytes, stored)).toHaveLength(0)
      for (const other of [Buffer.alloc(0), sealed.subarray(1), Buffer.concat([sealed, sealed]), Buffer.alloc(16)]) {
        place.poke(stored.id, other)
        await expect(verifyStored(bytes, stored)).rejects.toThrow(BytesDamaged)
      }
    })

    test('another object’s bytes or key, another master key, and a key that was changed', async () => {
      const { place, bytes } = await setUp()
      const [one, other] = [await keep(bytes, Buffer.from('one')), await keep(bytes, Buffer.from('two'))]
      const changed = Buffer.from(one.sealedKey, 'base64')
      for (let at = 0; at < changed.length; at++) {
        changed[at] = changed[at]! ^ 1
        const wrong: StoredBytes = { ...one, sealedKey: changed.toString('base64') }
        await expect(verifyStored(bytes, wrong)).rejects.toThrow(BytesDamaged)
        changed[at] = changed[at]! ^ 1
      }
      for (const sealedKey of [other.sealedKey, '', 'AAAA']) {
        await expect(verifyStored(bytes, { ...one, sealedKey })).rejects.toThrow(BytesDamaged)
      }
      await expect(verifyStored(await place.withKey(randomBytes(32)), one)).rejects.toThrow(BytesDamaged)
      place.poke(one.id, place.peek(other.id))
      await expect(verifyStored(bytes, one)).rejects.toThrow(BytesDamaged)
      await expect(verifyStored(bytes, { ...other, id: one.id })).rejects.toThrow(BytesDamaged)
    })
  })
}

/** Everything up to three segments around their borders, and anything up to the largest. */
const sizes = (largest: number) =>
  fc.oneof(
    fc.tuple(fc.nat(3), fc.integer({ min: -2, max: 2 })).map(([n, off]) => Math.max(n * segmentBytes + off, 0)),
    fc.nat(largest),
  )

/** Places as parts of the whole, ascending. */
const cuts = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })
  .map(places => places.sort((a, b) => a - b))

function inPieces(plain: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map(place => Math.floor(place * plain.length)), plain.length]
  return ends.map((end, i) => plain.subarray(i === 0 ? 0 : ends[i - 1]!, end))
}

export async function keep(bytes: ObjectBytes, ...pieces: readonly Uint8Array[]): Promise<StoredBytes> {
  const draft = await bytes.draft()
  for (const piece of pieces) await draft.write(piece)
  return draft.keep()
}

export async function readAll(bytes: ObjectBytes, stored: StoredBytes, from = 0, until = stored.sizeBytes) {
  return Buffer.concat(await Array.fromAsync(bytes.read(stored, from, until)))
}

export async function listed(bytes: ObjectBytes): Promise<string[]> {
  return (await Array.fromAsync(bytes.list())).map(({ id }) => id)
}
