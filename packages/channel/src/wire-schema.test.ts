import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderWireSchema } from './wire-schema.ts'

interface Entry {
  readonly date: string
  readonly sha256: string
  readonly what: string
}

const history = JSON.parse(readFileSync(new URL('../wire-history.json', import.meta.url), 'utf8')) as Entry[]
const now = hash('sha256', renderWireSchema())

const howTo = `The session protocol has changed. Agents and clients of other versions are out there: what they send must
still be read, and what they read must still be sent. When that is so, add to the end of
packages/channel/wire-history.json, and change no entry that is there:
{ "date": "YYYY-MM-DD", "sha256": "${now}", "what": "what changed, and why older ends go on working" }`

test('the protocol is the one that the newest entry of its history describes', () => {
  expect(history.at(-1)?.sha256, howTo).toBe(now)
})

test('the history is dated, in order, and says what changed', () => {
  const dates = history.map(({ date }) => date)
  expect(dates).toEqual(dates.toSorted())
  expect(new Set(history.map(({ sha256 }) => sha256)).size).toBe(history.length)
  for (const { date, what } of history) {
    expect(new Date(date).toISOString().slice(0, 10)).toBe(date)
    expect(what.length).toBeGreaterThan(20)
  }
})

test('the description names offsets, numbers and members', () => {
  const lines = renderWireSchema().split('\n')
  expect(lines).toContain('frame.layout.payloadType = 112')
  expect(lines).toContain('messageTypes.output = output_stream_data')
  expect(lines).toContain('payloadTypes.exitCode = 12')
  expect(lines).toContain('payloads.Acknowledgement.AcknowledgedMessageSequenceNumber = number')
})
