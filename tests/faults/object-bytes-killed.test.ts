// A process that keeps objects is killed at random moments: all that it was sure of is there and whole, and nothing that
// was half-written is listed.
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredBytes } from '@hostler/plane/domain/basics/object-bytes'
import { sealedSizeOf } from '@hostler/plane/blobs/sealing/segments'
import { startScriptedS3 } from '@hostler/testkit/scripted-s3'
import { expect, test } from 'vitest'
import { openTestPlace, openTestStore, patternOf } from './object-bytes-place.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Kills it once it has kept so many. Returns what it was sure of, and sizes of what it had begun to keep. */
async function keepUntilKilled(place: string, enough: number) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'object-bytes-child.ts'), place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'close')
  let said = ''
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text
    if (said.split('"kept"').length > enough) child.kill('SIGKILL')
  }
  await exited
  const lines = said.slice(0, said.lastIndexOf('\n')).split('\n')
  const told = lines.map(line => JSON.parse(line) as { about?: { id: string; sizeBytes: number }; kept?: StoredBytes })
  return {
    sure: told.flatMap(({ kept }) => kept ?? []),
    begun: new Map(told.flatMap(({ about }) => (about ? [[about.id, about.sizeBytes]] : []))),
  }
}

/** @param sealedSize of what is there under an id */
async function requireWhole(
  place: string,
  { sure, begun }: Awaited<ReturnType<typeof keepUntilKilled>>,
  sealedSize: (id: string) => number,
) {
  const bytes = await openTestPlace(place)
  for (const stored of sure) {
    const all = Buffer.concat(await Array.fromAsync(bytes.read(stored, 0, stored.sizeBytes)))
    expect(all.equals(patternOf(stored.id, stored.sizeBytes))).toBe(true)
  }
  const listed = (await Array.fromAsync(bytes.list())).map(({ id }) => id)
  expect(listed).toEqual(expect.arrayContaining(sure.map(({ id }) => id)))
  // Also what was kept just before the death and not told any more.
  for (const id of listed) expect(sealedSize(id)).toBe(sealedSizeOf(begun.get(id)!))
}

test('on disk nothing that was kept is lost, and nothing half-written is kept', async () => {
  for (let round = 0; round < 6; round++) {
    using temporary = temporaryFolder()
    const folder = join(temporary.path, 'objects')
    const told = await keepUntilKilled(folder, randomInt(1, 40))
    await requireWhole(folder, told, id => statSync(join(folder, id.slice(0, 2), id)).size)
    expect(readdirSync(join(folder, 'drafts'))).toEqual([])
  }
})

test('in a store nothing that was kept is lost, and uploads that were begun can be swept', async () => {
  for (let round = 0; round < 4; round++) {
    await using store = await startScriptedS3()
    const told = await keepUntilKilled(store.url, randomInt(1, 40))
    await requireWhole(store.url, told, id => store.objects.get(`kept/${id}`)!.bytes.length)
    await openTestStore(store.url).sweepUploads(new Date(Date.now() + 1_000))
    expect(store.uploads.size).toBe(0)
  }
})
