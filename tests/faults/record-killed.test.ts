// A process that records is killed at random moments: what it knew to be durable is in the record, what was half-written
// counts for nothing, and the next plane closes the record as interrupted.
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDiskBlobs } from '@hostler/plane/blobs/disk-blobs'
import {
  createMemoryIndex,
  testRecorder,
  testSession,
  verifyFile,
} from '@hostler/plane/channels/recording/test-recording'
import { outputBytes } from '@hostler/record/export-record'
import { readChunk } from '@hostler/record/read-chunk'
import { splitChunks } from '@hostler/record/split-chunks'
import { expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const rounds = 8
const { accountId, region, sessionId, startedAt, nodeId, owner, documentName } = testSession

/** Records until it has said so many times that it is durable, and a moment more. Returns the last line it was sure of. */
async function recordUntilKilled(folder: string): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'recording-child.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'close')
  const enough = randomInt(1, 6)
  let said = ''
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text
    if (said.split('\n').length > enough) child.kill('SIGKILL')
  }
  await exited
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
}

/** The numbers of the lines in a record's whole chunks. */
function linesOf(bytes: Buffer): number[] {
  const { chunks } = splitChunks(bytes.toString())
  const output = Buffer.concat(chunks.map(text => outputBytes(readChunk(text)!))).toString()
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n')
  return lines.map(line => Number.parseInt(line, 10))
}

test('a killed recorder loses nothing that was durable, and its record is closed as interrupted', async () => {
  for (let round = 0; round < rounds; round++) {
    using temporary = temporaryFolder()
    const folder = temporary.path
    const sure = await recordUntilKilled(folder)
    const file = join(folder, accountId, region, `${sessionId}.record`)
    const left = readFileSync(file)
    const lines = linesOf(left)
    expect(lines).toEqual(Array.from(lines, (_, index) => index + 1))
    expect(lines.length).toBeGreaterThanOrEqual(sure)
    const { rest } = splitChunks(left.toString())
    const whole = left.subarray(0, left.length - Buffer.byteLength(rest))
    expect((await verifyFile(whole)).faults).toMatchObject([{ kind: 'unfinished' }])

    const index = createMemoryIndex()
    await index.opened({ accountId, region, id: sessionId, nodeId, owner, documentName, startedAt, hasInput: false })
    await testRecorder(createDiskBlobs(folder), index).closeAbandoned()
    const closed = readFileSync(file)
    expect(await verifyFile(closed)).toMatchObject({ faults: [], end: { isInterrupted: true } })
    expect(closed.subarray(0, whole.length)).toEqual(whole)
  }
})
