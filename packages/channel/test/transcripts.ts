import { readdirSync, readFileSync } from 'node:fs'
import { messageTypes } from '../src/frame/frame.ts'
import { bytesOf } from './stream-end.ts'

/** A message as it was recorded; see test-data/README.md. */
export interface Recorded {
  readonly ms: number
  readonly from: 'host' | 'client'
  readonly type: string
  readonly sequence: number
  readonly flags: number
  readonly payloadType: number
  readonly payloadBytes: number
  readonly id: string
  readonly payload?: string
}

interface Other {
  readonly ms: number
  readonly from: 'host' | 'client'
  readonly opens?: Readonly<Record<string, string>>
  readonly acknowledges?: number
}

const folder = new URL('../test-data/transcripts/', import.meta.url)

export const transcriptNames = readdirSync(folder).map(file => file.replace('.jsonl', ''))

export function readTranscript(name: string): (Recorded | Other)[] {
  const lines = readFileSync(new URL(`${name}.jsonl`, folder), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.map(line => JSON.parse(line) as Recorded | Other)
}

export function isMessage(line: Recorded | Other): line is Recorded {
  return 'type' in line
}

export function messages(name: string, from?: 'host' | 'client', type?: string): Recorded[] {
  return readTranscript(name)
    .filter(isMessage)
    .filter(line => (!from || line.from === from) && (!type || line.type === type))
}

/** Of a payload that was not text, as many zeros. */
export function payloadOf({ payload, payloadBytes }: Recorded): Uint8Array {
  return payload === undefined ? new Uint8Array(payloadBytes) : bytesOf(payload)
}

/** The sequence number that a line acknowledges. */
export function acknowledgedIn(line: Recorded | Other): number | undefined {
  if (!isMessage(line)) return line.acknowledges
  if (line.type !== messageTypes.acknowledge) return undefined
  return (JSON.parse(line.payload!) as Record<string, number>)['AcknowledgedMessageSequenceNumber']
}
