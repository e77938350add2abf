import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToBase64 } from './base64.ts'
import { createCastExport, createTextExport, outputBytes, type RecordExport } from './export-record.ts'
import { createHarmlessOutput } from './harmless-output.ts'
import { readChunk } from './read-chunk.ts'
import { newTestKey, testRecord } from './test-record.ts'

const key = newTestKey('key-a')
const pieces = [
  '\u001b[1;31m',
  '\u001b]0;title\u0007',
  '\u001bP1$r',
  '\u001b\\',
  '日本',
  '\r',
  '\n',
  '\u001b',
  '[6n',
  'a',
  '\u009b',
]
const output = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces).map(text => Buffer.from(text)),
      fc.uint8Array({ maxLength: 6 }),
    ),
  )
  .map(list => Buffer.concat(list))
const cuts = fc.array(fc.nat({ max: 60 }), { maxLength: 12 })

/** The same bytes in events and chunks that are cut in the places given. */
function recordOf(bytes: Uint8Array, places: readonly number[]) {
  const borders = [0, ...places.filter(place => place < bytes.length).sort((a, b) => a - b), bytes.length]
  const events = borders.slice(1).map((border, index) => ({
    atMs: index,
    code: 'o' as const,
    data: bytesToBase64(bytes.subarray(borders[index], border)),
  }))
  const half = events.length >> 1
  return testRecord(key, [events.slice(0, half), events.slice(half)]).map(text => readChunk(text)!)
}

function exported(form: RecordExport, bytes: Uint8Array, places: readonly number[]): string {
  const parts = recordOf(bytes, places).map(chunk => form.add(chunk))
  return parts.join('') + form.end()
}

function castOutput(cast: string): string {
  const lines = cast.trimEnd().split('\n').slice(1)
  return lines.map(line => (JSON.parse(line) as [number, string, string])[2]).join('')
}

test('plain text is the same wherever output was cut', () => {
  fc.assert(
    fc.property(output, cuts, (bytes, places) => {
      expect(exported(createTextExport(), bytes, places)).toBe(exported(createTextExport(), bytes, []))
    }),
    { numRuns: 500 },
  )
})

test('plain text holds no control character but newline and tab', () => {
  fc.assert(
    fc.property(output, cuts, (bytes, places) => {
      expect(exported(createTextExport(), bytes, places)).toMatch(/^[\t\n\P{Cc}]*$/u)
    }),
    { numRuns: 500 },
  )
})

test('an asciicast tells the same text wherever output was cut', () => {
  fc.assert(
    fc.property(output, cuts, (bytes, places) => {
      const text = castOutput(exported(createCastExport(), bytes, places))
      expect(text).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
    }),
    { numRuns: 500 },
  )
})

test('the bytes of output come back as they were', () => {
  fc.assert(
    fc.property(output, cuts, (bytes, places) => {
      expect(Buffer.concat(recordOf(bytes, places).map(outputBytes))).toEqual(bytes)
    }),
  )
})

test('harmless output is harmless still when it is looked at again', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...pieces, '6', 'n', ';', '\u0005', 'Z', 'c', '\u0018') }), text => {
      const once = harmless(text)
      expect(harmless(once)).toBe(once)
    }),
    { numRuns: 1000 },
  )
})

function harmless(text: string): string {
  const filter = createHarmlessOutput()
  return filter.add(text) + filter.end()
}
