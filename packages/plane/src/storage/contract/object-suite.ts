import { describe, expect, test } from 'vitest'
import type { DeleteMarker, ObjectVersion, StoredObject } from '../../domain/object/object.ts'
import type { Piece } from '../../domain/object/piece.ts'
import type { Upload } from '../../domain/object/upload.ts'
import type { StorageOf } from './storage-contract.ts'

const bucket = 'objects'
const newest = Infinity
/** In the order of their UTF-8 bytes. In UTF-16 the last two stand the other way round. */
const keys = ['!', '../a', 'a', 'a/', 'a/b', 'a//b', 'a0', 'ä', '\u{ffff}', '\u{1f600}'].toSorted((a, b) =>
  Buffer.compare(Buffer.from(a), Buffer.from(b)),
)
const facts = {
  content: {},
  metadata: new Map<string, string>(),
  tags: new Map<string, string>(),
  bucketKeyEnabled: false,
}

function objectOf(key: string, change: Partial<StoredObject> = {}): StoredObject {
  const sequence = change.sequence ?? 1_700_000_000_000_001
  return {
    bucket,
    key,
    versionId: `v${sequence}`,
    sequence,
    isLatest: true,
    modifiedAt: new Date(1_000),
    isDeleteMarker: false,
    sizeBytes: 5 * 1024 ** 4,
    etag: 'abc',
    body: `body of ${change.bucket ?? bucket} ${key} ${sequence}`,
    ...facts,
    ...change,
  }
}

function markerOf(key: string, sequence: number): DeleteMarker {
  const modifiedAt = new Date(2_000)
  return { bucket, key, versionId: `m${sequence}`, sequence, isLatest: true, modifiedAt, isDeleteMarker: true }
}

const older = { isLatest: false, noncurrentSince: new Date(1_500) }

export function objectSuite(storage: StorageOf): void {
  const insert = (...versions: ObjectVersion[]) =>
    storage().write(async writer => {
      for (const version of versions) await writer.objects.insert(version)
    })
  const read = () => storage().read.objects
  const start = { key: '', sequence: newest }

  describe('versions of objects', () => {
    test('a version is read as it was written, found in four ways, changed, and goes', async () => {
      const whole = objectOf('whole', {
        bucket: 'other',
        checksum: { algorithm: 'SHA256', value: 'x', type: 'FULL_OBJECT' },
        partsCount: 3,
        content: {
          type: 'text/plain',
          encoding: 'gzip',
          disposition: 'd',
          language: 'l',
          cacheControl: 'c',
          expires: 'e',
        },
        metadata: new Map([['__proto__', 'x']]),
        tags: new Map([['k', 'v']]),
        bucketKeyEnabled: true,
      })
      await insert(whole)
      expect(await read().find('other', 'whole', whole.versionId)).toEqual(whole)
      expect(await read().findLatest('other', 'whole')).toEqual(whole)
      expect(await read().findByBody(whole.body)).toEqual(whole)
      expect(await read().listVersions('other', start, undefined, 9)).toEqual([whole])
      expect(await read().find(bucket, 'whole', whole.versionId)).toBeUndefined()
      expect(await read().find('other', 'whole', 'v1')).toBeUndefined()
      expect(await read().findLatest('other', 'hole')).toBeUndefined()
      const changed = { ...whole, ...older, tags: new Map([['l', 'w']]) }
      await storage().write(writer => writer.objects.update(changed))
      expect(await read().findLatest('other', 'whole')).toEqual(changed)
      expect(await read().listCurrent('other', { from: '', isAfter: false }, 9)).toEqual([])
      await storage().write(writer => writer.objects.delete(whole))
      expect(await read().findLatest('other', 'whole')).toBeUndefined()
    })

    test('current objects stand in the order of bytes; ranges begin at or behind a key and end before one', async () => {
      await insert(...keys.toReversed().map(key => objectOf(key)))
      await insert(objectOf('elsewhere', { bucket: 'other' }))
      const list = async (from: string, isAfter: boolean, until?: string, limit = 99) => {
        const found = await read().listCurrent(bucket, { from, isAfter, until }, limit)
        return found.map(({ key }) => key)
      }
      expect(await list('', false)).toEqual(keys)
      expect(await list('a/', false)).toEqual(keys.slice(keys.indexOf('a/')))
      expect(await list('a/', true)).toEqual(keys.slice(keys.indexOf('a/') + 1))
      expect(await list('a/', false, 'a0')).toEqual(['a/', 'a//b', 'a/b'])
      expect(await list('', false, undefined, 3)).toEqual(keys.slice(0, 3))
    })

    test('versions stand by key and newest first, and go on behind a place', async () => {
      const here = { bucket: 'versions' }
      const all: ObjectVersion[] = [
        { ...markerOf('a', 3), ...here },
        objectOf('a', { ...here, ...older, sequence: 2 }),
        objectOf('a', { ...here, ...older, sequence: 1, versionId: 'null' }),
        objectOf('b', { ...here, sequence: 2 }),
        objectOf('c', { ...here, sequence: 1 }),
      ]
      await insert(...all.toReversed())
      const list = (key: string, sequence: number, until?: string, limit = 99) =>
        read().listVersions('versions', { key, sequence }, until, limit)
      expect(await list('', newest)).toEqual(all)
      expect(await list('a', newest)).toEqual(all)
      expect(await list('a', 3)).toEqual(all.slice(1))
      expect(await list('a', 0)).toEqual(all.slice(3))
      expect(await list('a', 2, 'c', 2)).toEqual(all.slice(2, 4))
      expect(await read().findLatest('versions', 'a')).toEqual(all[0])
      expect(await read().find('versions', 'a', 'null')).toEqual(all[2])
      const current = await read().listCurrent('versions', { from: '', isAfter: false }, 9)
      expect(current).toEqual(all.slice(3))
    })

    test('two versions of a key have neither an id nor a place in common', async () => {
      await insert(objectOf('k', { bucket: 'unique', sequence: 1, versionId: 'null' }))
      await expect(insert(objectOf('k', { bucket: 'unique', sequence: 2, versionId: 'null' }))).rejects.toThrow()
      await expect(insert(objectOf('k', { bucket: 'unique', sequence: 1, body: 'b' }))).rejects.toThrow()
    })
  })

  describe('pieces', () => {
    const pieceOf = (number: number, id: string): Piece => ({
      number,
      md5: `md5 of ${id}`,
      keptAt: new Date(number),
      stored: { id, sizeBytes: 5 * 1024 ** 3, sealedKey: 'sealed' },
    })
    const put = (body: string, ...pieces: Piece[]) =>
      storage().write(async writer => {
        for (const piece of pieces) await writer.pieces.put(body, piece)
      })
    const pieces = () => storage().read.pieces

    test('a piece is read as it was written, replaced, and the pieces of a body stand by number', async () => {
      const checksum = { algorithm: 'CRC32', value: 'x', type: 'COMPOSITE' } as const
      const first = { ...pieceOf(1, 'p1'), sha256: 'abc', checksum }
      await put('pb', pieceOf(10_000, 'p3'), first, pieceOf(2, 'p2'))
      expect(await pieces().list('pb', 0, 9)).toEqual([first, pieceOf(2, 'p2'), pieceOf(10_000, 'p3')])
      expect(await pieces().list('pb', 1, 1)).toEqual([pieceOf(2, 'p2')])
      await put('pb', pieceOf(1, 'p4'))
      expect(await pieces().find('pb', 1)).toEqual(pieceOf(1, 'p4'))
      expect(await pieces().find('pb', 3)).toBeUndefined()
      expect(await pieces().find('pc', 1)).toBeUndefined()
    })

    test('deleting tells which bytes nothing names any more', async () => {
      const many = Array.from({ length: 2_100 }, (_, i) => pieceOf(i + 1, `many ${i + 1}`))
      await put('many', ...many)
      await put('manz', pieceOf(1, 'manz'))
      expect([...(await pieces().listNamed(['many 1', 'nothing', 'manz']))].toSorted()).toEqual(['many 1', 'manz'])
      const remove = (numbers?: number[]) => storage().write(writer => writer.pieces.delete('many', numbers))
      expect(await remove([])).toEqual([])
      expect(await remove([7, 4_000])).toEqual(['many 7'])
      expect(await remove(Array.from({ length: 1_500 }, (_, i) => i + 1))).toHaveLength(1_499)
      expect(await remove()).toHaveLength(600)
      expect(await pieces().list('many', 0, 9)).toEqual([])
      expect(await pieces().listNamed(['many 1', 'manz'])).toEqual(new Set(['manz']))
      expect(await pieces().listNamed([])).toEqual(new Set())
    })

    test('all pieces are walked through by body and number', async () => {
      await put('x1', pieceOf(1, 'x1-1'), pieceOf(2, 'x1-2'))
      await put('x2', pieceOf(1, 'x2-1'))
      const found: string[] = []
      let place = { body: 'x1', number: 0 }
      for (;;) {
        const portion = await pieces().listAll(place, 2)
        found.push(...portion.map(({ piece }) => piece.stored.id))
        if (portion.length < 2) break
        place = portion.at(-1)!
      }
      expect(found).toEqual(['x1-1', 'x1-2', 'x2-1'])
    })
  })

  describe('uploads', () => {
    const uploadOf = (key: string, id: string, change: Partial<Upload> = {}): Upload => ({
      bucket,
      key,
      id,
      startedAt: new Date(77),
      initiator: 'arn:aws:iam::1:user/a',
      ...facts,
      ...change,
    })
    const begin = (...uploads: Upload[]) =>
      storage().write(async writer => {
        for (const upload of uploads) await writer.uploads.insert(upload)
      })
    const uploads = () => storage().read.uploads

    test('an upload is found under its own name only, and goes', async () => {
      const upload = uploadOf('u', 'f0', {
        content: { type: 't' },
        metadata: new Map([['a', 'b']]),
        tags: new Map([['c', 'd']]),
        checksum: { algorithm: 'CRC32', type: 'COMPOSITE' },
      })
      await begin(upload)
      expect(await uploads().find(bucket, 'u', 'f0')).toEqual(upload)
      expect(await uploads().findById('f0')).toEqual(upload)
      expect(await uploads().find('other', 'u', 'f0')).toBeUndefined()
      expect(await uploads().find(bucket, 'v', 'f0')).toBeUndefined()
      expect(await uploads().find(bucket, 'u', 'f1')).toBeUndefined()
      await storage().write(writer => writer.uploads.delete(upload))
      expect(await uploads().find(bucket, 'u', 'f0')).toBeUndefined()
    })

    test('uploads stand by key and id, and go on behind a place', async () => {
      const here = { bucket: 'uploads' }
      const all = [
        uploadOf('a', '01', here),
        uploadOf('a', '02', here),
        uploadOf('\u{ffff}', '00', here),
        uploadOf('\u{1f600}', '03', here),
      ]
      await begin(...all.toReversed())
      const list = (key: string, id: string, until?: string, limit = 9) =>
        uploads().list('uploads', { key, id }, until, limit)
      expect(await list('', '')).toEqual(all)
      expect(await list('a', '01')).toEqual(all.slice(1))
      expect(await list('a', 'g')).toEqual(all.slice(2))
      expect(await list('a', '', 'b', 1)).toEqual(all.slice(0, 1))
    })
  })
}
