import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesOf, plainFrame, text } from '../../test/stream-end.ts'
import { readAcknowledgement, writeAcknowledgement } from './acknowledgement.ts'
import { readBase64, writeBase64 } from './base64.ts'
import { readChannelClosed, writeChannelClosed } from './channel-closed.ts'
import { readExitCode, writeExitCode } from './exit-code.ts'
import { readFlag, writeFlag } from './flag.ts'
import { writeJson } from './json-payload.ts'
import { readTerminalSize, writeTerminalSize } from './terminal-size.ts'

const vectors = JSON.parse(
  readFileSync(new URL('../../test-data/agentmessage-vectors.json', import.meta.url), 'utf8'),
) as { name: string; payloadHex: string }[]
const vector = (name: string) =>
  Uint8Array.from(Buffer.from(vectors.find(each => each.name.includes(name))!.payloadHex, 'hex'))

describe('as the stock programs write them', () => {
  test('an acknowledgement', () => {
    const id = '11111111-2222-4333-8444-555555555555'
    const payload = writeAcknowledgement({ ...plainFrame('output_stream_data', new Uint8Array(), 7), id })
    expect(text(payload)).toBe(text(vector('plugin acknowledge')))
    expect(readAcknowledgement(payload, 'output_stream_data')).toBe(7)
    expect(readAcknowledgement(payload, 'input_stream_data')).toBeUndefined()
  })

  test("a terminal's size", () => {
    expect(text(writeTerminalSize({ rows: 100, cols: 300 }))).toBe(text(vector('plugin input_stream_data Size')))
    expect(readTerminalSize(vector('plugin input_stream_data Size'))).toEqual({ cols: 300, rows: 100 })
  })

  test('flags and exit codes', () => {
    expect(writeFlag(2)).toEqual(vector('plugin Flag 2'))
    expect(readFlag(vector('Flag ConnectToPortError'))).toBe(3)
    expect(text(writeExitCode(3))).toBe(text(vector('ExitCode')))
    expect(readExitCode(vector('ExitCode'))).toBe(3)
    expect(readExitCode(writeExitCode(-1))).toBe(-1)
  })

  test('the end of a session', () => {
    expect(readChannelClosed(vector('channel_closed ->plugin'))).toEqual({
      sessionId: 'alice-0123456789abcdef0',
      output: '',
    })
    const ours = {
      MessageId: '01234567-89ab-4cde-8f01-23456789abcd',
      CreatedDate: '1700000000123',
      DestinationId: 'mi-0123456789abcdef0',
      SessionId: 'alice-0123456789abcdef0',
      Output: '',
    }
    expect(text(writeChannelClosed(ours))).toBe(text(vector('channel_closed ->plugin')))
  })
})

test.each([
  { cols: 0, rows: 1 },
  { cols: 1, rows: 65536 },
  { cols: 1.5, rows: 1 },
  { cols: '80', rows: 24 },
  { cols: 80 },
  [80, 24],
])('%j is no size', size => {
  expect(readTerminalSize(writeJson(size))).toBeUndefined()
})

test.each(['EXIT_CODE: ', 'EXIT_CODE: 1e3', 'exit_code: 1', 'EXIT_CODE: 12345678901', ''])(
  '%j is no exit code',
  payload => {
    expect(readExitCode(bytesOf(payload))).toBeUndefined()
  },
)

test('bytes come back from base64, and what is none is told from it', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      expect(readBase64(writeBase64(bytes))).toEqual(bytes)
    }),
  )
  expect([readBase64('***'), readBase64(7), readBase64(undefined)]).toEqual([undefined, undefined, undefined])
})

test('no reader throws, whatever it reads', () => {
  const values = fc.record(
    { cols: fc.anything(), Output: fc.anything(), AcknowledgedMessageSequenceNumber: fc.anything() },
    { requiredKeys: [] },
  )
  const json = values.map(value =>
    bytesOf(JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? 0 : each)) ?? ''),
  )
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), json), payload => {
      readAcknowledgement(payload, 'x')
      readTerminalSize(payload)
      readChannelClosed(payload)
      readExitCode(payload)
      readFlag(payload)
    }),
  )
})
