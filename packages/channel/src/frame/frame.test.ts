import { readFileSync } from 'node:fs'
import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decodeFrame } from './decode-frame.ts'
import { encodeFrame } from './encode-frame.ts'
import type { Frame } from './frame.ts'

interface Vector {
  readonly name: string
  readonly messageType: string
  readonly schemaVersion: number
  readonly createdDate: number
  readonly sequenceNumber: number
  readonly flags: number
  readonly messageId: string
  readonly payloadType: number
  readonly payloadHex: string
  readonly hex: string
}

const vectors = JSON.parse(
  readFileSync(new URL('../../test-data/agentmessage-vectors.json', import.meta.url), 'utf8'),
) as Vector[]
const digest = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer')

describe('frames of the stock programs', () => {
  test.each(vectors)('$name is written and read byte for byte', vector => {
    const frame: Frame = {
      type: vector.messageType,
      schemaVersion: vector.schemaVersion,
      createdAtMs: vector.createdDate,
      sequence: vector.sequenceNumber,
      flags: vector.flags,
      id: vector.messageId,
      payloadType: vector.payloadType,
      payload: Uint8Array.from(Buffer.from(vector.payloadHex, 'hex')),
    }
    expect(Buffer.from(encodeFrame(frame, digest)).toString('hex')).toBe(vector.hex)
    expect(decodeFrame(Uint8Array.from(Buffer.from(vector.hex, 'hex')), digest)).toEqual(frame)
  })
})
