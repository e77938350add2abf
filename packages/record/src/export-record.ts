// A record in the forms that others read. Takes chunks in their order, gives text as it goes; it checks nothing.
import { base64ToBytes } from './base64.ts'
import type { Chunk, RecordEvent } from './chunk.ts'
import { createPlainText } from './plain-text.ts'

export interface RecordExport {
  add(chunk: Chunk): string
  /** What is left after the last chunk. */
  end(): string
}

/** Makes text of output or input; joins characters that were cut. A byte that is part of none becomes U+FFFD. */
export function createTextJoiner(): { add(data: string): string; end(): string } {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return {
    add: data => decoder.decode(base64ToBytes(data), { stream: true }),
    end: () => decoder.decode(),
  }
}

/** One asciicast v2 file. A player shows bytes that are no UTF-8 as U+FFFD, and so does this. */
export function createCastExport(): RecordExport {
  const joiners = { o: createTextJoiner(), i: createTextJoiner() }
  let first: Chunk['head'] | undefined
  // The header says how large the terminal is, which the record tells with its first events.
  let held: string | undefined = ''
  let lastMs = 0
  function line({ atMs, code, data }: RecordEvent): string {
    lastMs = atMs
    const text = code === 'o' || code === 'i' ? joiners[code].add(data) : data
    return text === '' ? '' : castLine(atMs, code, text)
  }
  function release(size: string | undefined): string {
    const all = castHeader(first, size) + held
    held = undefined
    return all
  }
  return {
    add({ head, events }) {
      first ??= head
      const lines = events.map(line).join('')
      if (held === undefined) return lines
      held += lines
      const isReady = events.some(({ code }) => code === 'o' || code === 'r')
      return isReady ? release(events.find(({ code }) => code === 'r')?.data) : ''
    },
    end() {
      const rest = (['o', 'i'] as const).map(code => {
        const text = joiners[code].end()
        return text === '' ? '' : castLine(lastMs, code, text)
      })
      return (held === undefined ? '' : release(undefined)) + rest.join('')
    },
  }
}

/** What the user could read, without control sequences; see {@link createPlainText}. */
export function createTextExport(): RecordExport {
  const joiner = createTextJoiner()
  const plain = createPlainText()
  return {
    add: ({ events }) => events.map(({ code, data }) => (code === 'o' ? plain.add(joiner.add(data)) : '')).join(''),
    end: () => plain.add(joiner.end()) + plain.end(),
  }
}

/** The exact bytes of output in a chunk. */
export function outputBytes({ events }: Pick<Chunk, 'events'>): Uint8Array {
  const parts = events.flatMap(({ code, data }) => (code === 'o' ? [base64ToBytes(data)] : []))
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function castHeader(head: Chunk['head'] | undefined, size: string | undefined): string {
  const { sessionId: session = '', facts } = head ?? {}
  const [width, height] = size?.split('x').map(Number) ?? []
  const title = facts ? `${session} on ${facts.nodeId}` : session
  const timestamp = facts && Math.floor(facts.startedAtMs / 1000)
  return `${JSON.stringify({ version: 2, width: width || 80, height: height || 24, timestamp, title })}\n`
}

function castLine(atMs: number, code: string, text: string): string {
  return `[${(atMs / 1000).toFixed(3)}, "${code}", ${JSON.stringify(text)}]\n`
}
