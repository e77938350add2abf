import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bytesToText } from '@hostler/record/byte-text'
import { splitChunks } from '@hostler/record/split-chunks'
import { type RecordCheck, verifyRecord } from '@hostler/record/verify-record'
import type { Clients } from '../../aws/clients.ts'
import { exitCodes } from '../../exit-codes.ts'
import { CommandError } from '../../output/failure.ts'
import { oneLine } from '../../output/harmless-text.ts'
import { print } from '../../output/terminal.ts'
import { readVerifyKey } from '../verify-key.ts'
import { recordEnding, sayCheck } from './judge-versions.ts'
import { chunkTexts } from './record-chunks.ts'
import { verifyBucket } from './verify-bucket.ts'

export interface VerifyOptions {
  readonly dir?: string
  readonly bucket?: string
  readonly prefix?: string
  readonly key?: string
}

/** `hostler sessions verify`: records of the plane's by their ids, every one in a folder, or those in a bucket. */
export async function verifyRecords(clients: Clients, ids: readonly string[], options: VerifyOptions): Promise<void> {
  const { dir, bucket, prefix } = options
  if (bucket !== undefined && dir === undefined) return verifyBucket(clients, ids, { ...options, bucket })
  if (bucket !== undefined || prefix !== undefined || (ids.length === 0) === (dir === undefined)) {
    throw new CommandError(
      'Give session ids, --dir with a folder of records, or --bucket, with --prefix and ids if need be.',
      exitCodes.usage,
    )
  }
  const key = await readVerifyKey(clients, options.key)
  const records = dir === undefined ? recordsOfPlane(clients, ids) : recordFiles(dir)
  let found = 0
  let faulty = 0
  for await (const { id: sessionId, chunks } of records) {
    const check = await verifyRecord(chunks, { sessionId, keyId: key.id }, key.crypto)
    print(report(oneLine(sessionId), check))
    found++
    if (check.faults.length > 0) faulty++
  }
  if (found === 0) throw new CommandError(`${options.dir} holds no ${recordEnding} file.`)
  if (faulty > 0) throw new CommandError(`${faulty} of ${found} records did not pass.`)
}

async function* recordsOfPlane(clients: Clients, ids: readonly string[]) {
  const api = await clients.hostler()
  for (const id of ids) yield { id, chunks: chunkTexts(api, id) }
}

/** Files below a folder, named after their sessions: the plane's own, or what `export --format record` wrote. */
async function* recordFiles(folder: string) {
  const names = await readdir(folder, { recursive: true })
  for (const name of names.filter(file => file.endsWith(recordEnding)).toSorted()) {
    // Bytes that are no text must not pass for the character that stands for them.
    const { chunks, rest } = splitChunks(bytesToText(await readFile(join(folder, name))))
    yield { id: basename(name, recordEnding), chunks: rest === '' ? chunks : [...chunks, rest] }
  }
}

/** A line for a good record; for another one its faults, a line each. */
function report(sessionId: string, check: RecordCheck): string {
  const said = check.faults.length > 0 ? check.faults.map(({ message }) => message) : [sayCheck(check)]
  return said.map(each => `${sessionId}: ${oneLine(each)}`).join('\n')
}
