import type { Frame } from '../frame/frame.ts'
import { readJson, writeJson } from './json-payload.ts'
import type { Acknowledgement } from './stream-payloads.ts'

/** Payload of the message that acknowledges this one. */
export function writeAcknowledgement({ type, id, sequence }: Frame): Uint8Array {
  const acknowledgement: Acknowledgement = {
    AcknowledgedMessageType: type,
    AcknowledgedMessageId: id,
    AcknowledgedMessageSequenceNumber: sequence,
    IsSequentialMessage: true,
  }
  return writeJson(acknowledgement)
}

/** The sequence number that is acknowledged; undefined where it is about messages of another type, or nonsense. */
export function readAcknowledgement(payload: Uint8Array, type: string): number | undefined {
  const said = readJson(payload)
  const sequence = said?.['AcknowledgedMessageSequenceNumber']
  if (said?.['AcknowledgedMessageType'] !== type) return undefined
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : undefined
}
