import type { ChunkHead, RecordEvent, Seal } from './chunk.ts'

/** Head and events of a chunk: the text whose UTF-8 bytes its seal is about. Every line ends with a newline. */
export function writeChunkBody(head: ChunkHead, events: readonly RecordEvent[]): string {
  let text = `${JSON.stringify(headLine(head))}\n`
  for (const { atMs, code, data } of events) {
    // Base64 needs no escapes, and looking for them costs several times as much as all the rest.
    const quoted = code === 'o' || code === 'i' ? `"${data}"` : JSON.stringify(data)
    text += `[${(atMs / 1000).toFixed(3)},"${code}",${quoted}]\n`
  }
  return text
}

/** The last line of a chunk. */
export function writeSeal({ hash, signature }: Seal): string {
  return `{"hash":"${hash}","signature":"${signature}"}\n`
}

function headLine({ sessionId, number, previous, keyId, facts, end }: ChunkHead) {
  return { record: 1, session: sessionId, chunk: number, previous, key: keyId, facts, end }
}
