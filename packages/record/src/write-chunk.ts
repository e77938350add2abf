import type { ChunkHead, EventCode, RecordEvent, Seal } from './chunk.ts'

/** Head and events of a chunk: the text whose UTF-8 bytes its seal is about. Every line ends with a newline. */
export function writeChunkBody(head: ChunkHead, events: readonly RecordEvent[]): string {
  return writeHead(head) + events.map(writeEvent).join('')
}

/** The first line of a chunk. */
export function writeHead({ sessionId, number, previous, keyId, facts, end }: ChunkHead): string {
  const line = { record: 1, session: sessionId, chunk: number, previous, key: keyId, facts, end }
  return `${JSON.stringify(line)}\n`
}

export function writeEvent({ atMs, code, data }: RecordEvent): string {
  return code === 'o' || code === 'i'
    ? eventStart(atMs, code) + data + eventEnd
    : `[${secondsOf(atMs)},"${code}",${JSON.stringify(data)}]\n`
}

/** What stands before the base64 of an event of output or input; {@link eventEnd} stands behind it. */
export function eventStart(atMs: number, code: EventCode): string {
  return `[${secondsOf(atMs)},"${code}","`
}

export const eventEnd = '"]\n'

/** The last line of a chunk. */
export function writeSeal({ hash, signature }: Seal): string {
  return `{"hash":"${hash}","signature":"${signature}"}\n`
}

function secondsOf(atMs: number): string {
  return (atMs / 1000).toFixed(3)
}
