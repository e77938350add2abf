// What it costs to keep the bytes of objects sealed and durable: beside bare files, written in the same pieces and synced,
// by turns in the same run. In this process; no request, no database.
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { openDiskObjectBytes } from '@hostler/plane/blobs/disk-object-bytes'
import type { ObjectBytes, StoredBytes } from '@hostler/plane/domain/basics/object-bytes'
import { median } from '../median.ts'

export interface ObjectBytesRow {
  readonly name: string
  readonly unit: 'MB/s' | 'objects/s'
  readonly perSecond: number
  readonly barePerSecond: number
  /** Median of the rounds' own. */
  readonly ratio: number
}

export interface ObjectBytesEffort {
  readonly rounds: number
  readonly mib: number
  readonly smallObjects: number
}

const piece = randomBytes(64 * 1024)
const smallPiece = piece.subarray(0, 4096)
const atOnce = 16

/** @param folder made for this, on the disk that is to be measured */
export async function measureObjectBytes(
  folder: string,
  { rounds, mib, smallObjects }: ObjectBytesEffort,
): Promise<readonly ObjectBytesRow[]> {
  const bytes = await openDiskObjectBytes(join(folder, 'objects'), randomBytes(32))
  const sizeBytes = mib * 1024 * 1024
  const bareFolder = join(folder, 'bare')
  const file = join(bareFolder, 'large')
  const pieces = sizeBytes / piece.length
  const seconds: Record<'put' | 'get' | 'small', { ours: number; bare: number }[]> = { put: [], get: [], small: [] }
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    mkdirSync(bareFolder)
    let stored: StoredBytes | undefined
    const putBare = await secondsOf(() => writeBare(file, piece, pieces))
    const put = await secondsOf(async () => (stored = await keep(bytes, piece, pieces)))
    const getBare = await secondsOf(() => readBare(file))
    const get = await secondsOf(() => readAll(bytes, stored!))
    const smallBare = await secondsOf(() =>
      severalAtOnce(smallObjects, number => writeBare(join(bareFolder, String(number)), smallPiece, 1)),
    )
    const small = await secondsOf(() => severalAtOnce(smallObjects, () => keep(bytes, smallPiece, 1)))
    for await (const { id } of bytes.list()) await bytes.delete(id)
    rmSync(bareFolder, { recursive: true })
    if (round === 0) continue
    seconds.put.push({ ours: put, bare: putBare })
    seconds.get.push({ ours: get, bare: getBare })
    seconds.small.push({ ours: small, bare: smallBare })
  }
  const row = (name: string, unit: ObjectBytesRow['unit'], amount: number, of: (typeof seconds)['put']) => ({
    name,
    unit,
    perSecond: amount / median(of.map(({ ours }) => ours)),
    barePerSecond: amount / median(of.map(({ bare }) => bare)),
    ratio: median(of.map(({ ours, bare }) => bare / ours)),
  })
  return [
    row(`bytes put, ${mib} MiB`, 'MB/s', sizeBytes / 1e6, seconds.put),
    row(`bytes get, ${mib} MiB`, 'MB/s', sizeBytes / 1e6, seconds.get),
    row(`bytes put, 4 KiB, ${atOnce} at once`, 'objects/s', smallObjects, seconds.small),
  ]
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function keep(bytes: ObjectBytes, each: Buffer, times: number): Promise<StoredBytes> {
  const draft = await bytes.draft()
  for (let i = 0; i < times; i++) await draft.write(each)
  return draft.keep()
}

async function readAll(bytes: ObjectBytes, stored: StoredBytes): Promise<void> {
  let count = 0
  for await (const found of bytes.read(stored, 0, stored.sizeBytes)) count += found.length
  if (count !== stored.sizeBytes) throw new Error(`${count} bytes were read of ${stored.sizeBytes}`)
}

async function writeBare(file: string, each: Buffer, times: number): Promise<void> {
  await using handle = await open(file, 'wx')
  for (let i = 0; i < times; i++) await handle.write(each)
  await handle.sync()
}

async function readBare(file: string): Promise<void> {
  await using handle: FileHandle = await open(file, 'r')
  const buffer = Buffer.allocUnsafeSlow(512 * 1024)
  while ((await handle.read(buffer)).bytesRead > 0);
}

async function severalAtOnce(times: number, work: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < times) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
