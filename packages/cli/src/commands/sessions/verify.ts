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
import { chunkTexts } from './record-chunks.ts'

export interface VerifyOptions {
  readonly dir?: string
  readonly key?: string
}

const recordEnding = '.record'

/** `hostler sessions verify`: one record of the plane's, or every one in a folder. */
export async function verifyRecords(clients: Clients, id: string | undefined, options: VerifyOptions): Promise<void> {
  if ((id === undefined) === (options.dir === undefined)) {
    throw new CommandError('Give a session id, or --dir with a folder of records.', exitCodes.usage)
  }
  const key = await readVerifyKey(clients, options.key)
  const records =
    id === undefined ? recordFiles(options.dir!) : [{ id, chunks: chunkTexts(await clients.hostler(), id) }]
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
function report(sessionId: string, { count, end, faults }: RecordCheck): string {
  if (faults.length > 0) return faults.map(({ message }) => `${sessionId}: ${oneLine(message)}`).join('\n')
  const ending = end?.isInterrupted ? 'interrupted' : 'ended'
  return `${sessionId}: ${count} chunks, whole and unchanged; ${ending}: ${oneLine(end?.reason ?? '')}`
}
