import { open } from 'node:fs/promises'
import { createCastExport, createTextExport, outputBytes } from '@hostler/record/export-record'
import type { Clients } from '../../aws/clients.ts'
import type { HostlerApi } from '../../aws/hostler-api.ts'
import { exitCodes } from '../../exit-codes.ts'
import { CommandError } from '../../output/failure.ts'
import { openOutputFile } from '../../session/output-file.ts'
import { chunkTexts, readChunks } from './record-chunks.ts'
import { whileRead } from './while-read.ts'

export interface ExportOptions {
  readonly format: string
  readonly output?: string
}

type Form = (api: HostlerApi, sessionId: string) => AsyncIterable<string | Uint8Array>

const forms: Readonly<Record<string, Form>> = {
  cast: (api, id) => exported(createCastExport(), api, id),
  text: (api, id) => exported(createTextExport(), api, id),
  async *raw(api, id) {
    for await (const chunk of readChunks(api, id)) yield outputBytes(chunk)
  },
  record: chunkTexts,
}

/** `hostler sessions export`: a record as a file. A new file is for its owner alone. */
export async function exportRecord(clients: Clients, sessionId: string, options: ExportOptions): Promise<void> {
  const form = Object.hasOwn(forms, options.format) ? forms[options.format] : undefined
  if (!form) {
    const known = Object.keys(forms).join(', ')
    throw new CommandError(`--format takes one of ${known}, not '${options.format}'`, exitCodes.usage)
  }
  const parts = form(await clients.hostler(), sessionId)
  if (options.output === undefined) {
    return whileRead(async () => {
      const stdout = openOutputFile(1)
      for await (const part of parts) await stdout.write(Buffer.from(part))
    })
  }
  // The first page comes before the file: a refusal leaves none behind.
  let file
  try {
    for await (const part of parts) {
      file ??= await open(options.output, 'w', 0o600)
      await file.writeFile(part)
    }
  } finally {
    await file?.close()
  }
}

async function* exported(form: ReturnType<typeof createCastExport>, api: HostlerApi, id: string) {
  for await (const chunk of readChunks(api, id)) yield form.add(chunk)
  yield form.end()
}
