import { readJson, writeJson } from './json-payload.ts'
import type { ChannelClosed } from './stream-payloads.ts'

/** Payload of `channel_closed`, whose `MessageId` is that of its message. */
export function writeChannelClosed(closed: Omit<ChannelClosed, 'MessageType' | 'SchemaVersion'>): Uint8Array {
  const { MessageId, CreatedDate, DestinationId, SessionId, Output } = closed
  return writeJson({
    MessageId,
    CreatedDate,
    DestinationId,
    SessionId,
    MessageType: 'channel_closed',
    SchemaVersion: 1,
    Output,
  } satisfies ChannelClosed)
}

/** What either end makes use of; members that are missing or no text are empty. Undefined for bytes without JSON. */
export function readChannelClosed(payload: Uint8Array): { sessionId: string; output: string } | undefined {
  const closed = readJson(payload)
  return closed && { sessionId: text(closed['SessionId']), output: text(closed['Output']) }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
