import { createReadStream } from 'node:fs'
import { bytesToText } from '@hostler/record/byte-text'
import type { HostlerApi } from '../../aws/hostler-api.ts'

export interface AuditTimes {
  /** Epoch seconds. */
  readonly From?: number
  readonly Until?: number
}

/** An account's audit trail as the plane has it, line by line, page by page as they are wanted. */
export async function* auditLines(api: HostlerApi, times: AuditTimes): AsyncGenerator<string> {
  let NextToken: string | undefined
  do {
    const page: { Lines: string[]; NextToken?: string } = await api.call('ExportAuditEvents', { ...times, NextToken })
    yield* page.Lines
    NextToken = page.NextToken
  } while (NextToken !== undefined)
}

const newline = 0x0a

/** The lines of an export in a file. Bytes that are no text do not pass for the character that stands for them. */
export async function* fileLines(file: string): AsyncGenerator<string> {
  let begun: Uint8Array[] = []
  for await (const part of createReadStream(file) as AsyncIterable<Buffer>) {
    let from = 0
    for (let end = part.indexOf(newline); end >= 0; end = part.indexOf(newline, from)) {
      yield bytesToText(Buffer.concat([...begun, part.subarray(from, end)]))
      begun = []
      from = end + 1
    }
    if (from < part.length) begun.push(part.subarray(from))
  }
  if (begun.length > 0) yield bytesToText(Buffer.concat(begun))
}
