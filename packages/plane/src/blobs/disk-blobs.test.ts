import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createDiskBlobs } from './disk-blobs.ts'

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'hostler-blobs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return { folder, blobs: createDiskBlobs(join(folder, 'records')) }
}

const name = ['123456789012', 'us-east-1', 'ada+b=c,d.e@f-0123456789abcdef0.record']

test('a blob grows, is cut, grows again, and is read in parts', async () => {
  const { blobs } = setUp()
  const blob = await blobs.open(name)
  await blob.append(Buffer.from('one '), Buffer.from('two'))
  await blob.cutAt(4)
  await blob.append(Buffer.from('three'))
  expect(blob.sizeBytes).toBe(9)
  await blob.close()
  expect(Buffer.from((await blobs.read(name, 4, 100))!).toString()).toBe('three')
  expect(await blobs.read(name, 100, 1)).toHaveLength(0)
  const again = await blobs.open(name)
  expect(again.sizeBytes).toBe(9)
  await again.close()
})

test('a blob that is not there reads as undefined and may be deleted', async () => {
  const { blobs } = setUp()
  expect(await blobs.read(name, 0, 1)).toBeUndefined()
  await expect(blobs.delete(name)).resolves.toBeUndefined()
})

test('blobs are for their owner alone', async () => {
  const { blobs, folder } = setUp()
  const blob = await blobs.open(name)
  await blob.close()
  expect(statSync(join(folder, 'records', ...name)).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'records', name[0]!)).mode & 0o777).toBe(0o700)
})

test.each([['..'], ['.'], ['a/b'], [''], ['a\0b'], ['x'.repeat(201)]])('%j is no name', async part => {
  const { blobs } = setUp()
  await expect(blobs.open(['a', part])).rejects.toThrow('is no name of a blob')
})
