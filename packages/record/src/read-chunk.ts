// One chunk from its text. What is not exactly in the form that write-chunk.ts gives is no chunk; whether it is true is
// for verify-record.ts to say.
import { isBase64 } from './base64.ts'
import type { Chunk, ChunkHead, EventCode, RecordEvent, RecordEnd, RecordFacts, Seal } from './chunk.ts'

const sealLine = /^\{"hash":"([0-9a-f]{64})","signature":"([0-9a-f]{128})"\}$/
const eventLine = /^\[(\d{1,12}\.\d{3}),"([oirm])",(".*")\]$/
const encoder = new TextEncoder()

/** @returns undefined when the text is no chunk; never throws */
export function readChunk(text: string): Chunk | undefined {
  if (!text.endsWith('\n') || !text.isWellFormed()) return undefined
  const lines = text.slice(0, -1).split('\n')
  const seal = readSeal(lines.at(-1)!)
  const head = lines.length > 1 ? readHead(lines[0]!) : undefined
  if (!seal || !head) return undefined
  const events: RecordEvent[] = []
  for (const line of lines.slice(1, -1)) {
    const event = readEvent(line)
    if (!event) return undefined
    events.push(event)
  }
  return { head, events, seal, sealed: encoder.encode(text.slice(0, text.length - lines.at(-1)!.length - 1)) }
}

function readSeal(line: string): Seal | undefined {
  const [, hash, signature] = sealLine.exec(line) ?? []
  return hash && signature ? { hash, signature } : undefined
}

function readEvent(line: string): RecordEvent | undefined {
  const [, seconds, code, data] = eventLine.exec(line) ?? []
  const text = data && parseJson(data)
  if (typeof text !== 'string') return undefined
  if ((code === 'o' || code === 'i') && !isBase64(text)) return undefined
  return { atMs: Math.round(Number(seconds) * 1000), code: code as EventCode, data: text }
}

function readHead(line: string): ChunkHead | undefined {
  const said = parseJson(line)
  if (!isObject(said) || said['record'] !== 1) return undefined
  const { session: sessionId, chunk: number, previous, key: keyId, facts, end } = said
  if (typeof sessionId !== 'string' || typeof previous !== 'string' || typeof keyId !== 'string') return undefined
  if (!isCount(number)) return undefined
  if (facts !== undefined && !isFacts(facts)) return undefined
  if (end !== undefined && !isEnd(end)) return undefined
  return { sessionId, number, previous, keyId, ...(facts && { facts }), ...(end && { end }) }
}

function isFacts(value: unknown): value is RecordFacts {
  if (!isObject(value)) return false
  const texts = ['accountId', 'region', 'nodeId', 'owner', 'documentName']
  return (
    texts.every(name => typeof value[name] === 'string') &&
    isCount(value['startedAtMs']) &&
    typeof value['hasInput'] === 'boolean'
  )
}

function isEnd(value: unknown): value is RecordEnd {
  return isObject(value) && typeof value['reason'] === 'string' && typeof value['isInterrupted'] === 'boolean'
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
