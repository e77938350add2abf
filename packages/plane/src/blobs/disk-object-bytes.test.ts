import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { BytesFull } from '../domain/basics/object-bytes.ts'
import { keep, listed, objectBytesContract, readAll } from './contract/object-bytes-contract.ts'
import { createDiskSink } from './disk-sink.ts'
import { openDiskObjectBytes } from './disk-object-bytes.ts'

const key = randomBytes(32)

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'hostler-object-bytes-'))
  return { folder: join(folder, 'objects'), dispose: () => rmSync(folder, { recursive: true }) }
}

objectBytesContract(async () => {
  const { folder, dispose } = temporaryFolder()
  const fileOf = (id: string) => join(folder, id.slice(0, 2), id)
  return {
    bytes: await openDiskObjectBytes(folder, key),
    withKey: other => openDiskObjectBytes(folder, other),
    peek: id => readFileSync(fileOf(id)),
    poke: (id, sealed) => writeFileSync(fileOf(id), sealed),
    async [Symbol.asyncDispose]() {
      dispose()
    },
  }
})

function setUp() {
  const { folder, dispose } = temporaryFolder()
  onTestFinished(dispose)
  return folder
}

test('files are for their owner alone', async () => {
  const folder = setUp()
  const bytes = await openDiskObjectBytes(folder, key)
  const { id } = await keep(bytes, Buffer.from('x'))
  const modes = [folder, join(folder, 'drafts'), join(folder, id.slice(0, 2)), join(folder, id.slice(0, 2), id)]
  expect(modes.map(path => statSync(path).mode & 0o777)).toEqual([0o700, 0o700, 0o700, 0o600])
})

test('drafts that a plane has left go at the next start, kept ones stay', async () => {
  const folder = setUp()
  const before = await openDiskObjectBytes(folder, key)
  const stored = await keep(before, Buffer.from('kept'))
  const left = await before.draft()
  await left.write(randomBytes(1_000_000))
  await expect.poll(() => existsSync(join(folder, 'drafts', left.id))).toBe(true)
  const after = await openDiskObjectBytes(folder, key)
  expect(readdirSync(join(folder, 'drafts'))).toEqual([])
  expect((await readAll(after, stored)).toString()).toBe('kept')
  await left.discard()
})

test('files of others in the folder are not listed', async () => {
  const folder = setUp()
  const bytes = await openDiskObjectBytes(folder, key)
  const { id } = await keep(bytes, Buffer.from('x'))
  writeFileSync(join(folder, id.slice(0, 2), `${id}.bak`), '')
  writeFileSync(join(folder, 'README'), '')
  expect(await listed(bytes)).toEqual([id])
})

/** A disk on which the named call fails at its n-th time, once for all files. */
function failingAt(call: 'writev' | 'datasync', times: number, code: string): typeof open {
  let left = times
  return async (...args) => {
    const handle = await open(...args)
    return new Proxy(handle, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown
        if (typeof value !== 'function') return value
        return async (...given: unknown[]) => {
          if (name === call && --left === 0) throw Object.assign(new Error(code), { code })
          return (value as (...all: unknown[]) => unknown).apply(target, given)
        }
      },
    }) satisfies FileHandle
  }
}

test.each([
  ['writev', 1],
  ['writev', 2],
  ['writev', 3],
  ['datasync', 1],
] as const)('a disk that is full at %s number %i is told as such and leaves nothing', async (call, times) => {
  const folder = setUp()
  const bytes = await openDiskObjectBytes(folder, key, failingAt(call, times, 'ENOSPC'))
  const draft = await bytes.draft()
  const all = (async () => {
    for (let i = 0; i < 20; i++) await draft.write(randomBytes(64 * 1024))
    return draft.keep()
  })()
  await expect(all).rejects.toThrow(BytesFull)
  await expect(draft.write(Buffer.alloc(1))).rejects.toThrow(BytesFull)
  expect(readdirSync(join(folder, 'drafts'))).toEqual([])
  expect(await listed(bytes)).toEqual([])
  expect((await readAll(bytes, await keep(bytes, Buffer.from('again')))).toString()).toBe('again')
})

test('other failures of the disk are told as they are and leave nothing', async () => {
  const folder = setUp()
  const bytes = await openDiskObjectBytes(folder, key, failingAt('writev', 2, 'EIO'))
  await expect(keep(bytes, randomBytes(2_000_000))).rejects.toMatchObject({ code: 'EIO' })
  expect(readdirSync(join(folder, 'drafts'))).toEqual([])
})

test('what cannot be made durable where it is read is taken away again', async () => {
  const folder = setUp()
  mkdirSync(folder)
  const places = { draft: join(folder, 'draft'), kept: join(folder, 'kept'), openFile: open }
  const full = Object.assign(new Error('full'), { code: 'EDQUOT' })
  const sink = createDiskSink({ ...places, folder: { make: async () => {}, sync: () => Promise.reject(full) } })
  await expect(sink.finish([Buffer.from('x')])).rejects.toThrow(BytesFull)
  await sink.discard()
  expect(readdirSync(folder)).toEqual([])
})

test('a disk that takes fewer bytes than it is given gets the rest', async () => {
  const folder = setUp()
  const bytes = await openDiskObjectBytes(folder, key, async (...args) => {
    const handle = await open(...args)
    const { writev } = handle
    handle.writev = ((pieces: readonly Buffer[], position: number) =>
      // Ends within the first piece, at its end, and within the second.
      writev.call(handle, [pieces[0]!.subarray(0, 1 + (position % pieces[0]!.length))], position)) as typeof writev
    return handle
  })
  const plain = randomBytes(100)
  expect((await readAll(bytes, await keep(bytes, plain))).equals(plain)).toBe(true)
})
