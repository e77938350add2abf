import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutEvents, type EventForm, EVENTS_MAX } from './cut-events.ts'
import { rawEvents, streamedEvents } from './event-forms.ts'

const form: EventForm = { limitBytes: 30, lineOf: text => text, messageOf: lines => lines }

/** Cuts again and again, as a writer does. */
function cutAll(bytes: Buffer, of = form): string[] {
  const messages: string[] = []
  for (let at = 0; at < bytes.length;) {
    const window = bytes.subarray(at, at + of.limitBytes * EVENTS_MAX)
    const batch = cutEvents(window, at + window.length === bytes.length, of)
    expect(batch.takenBytes).toBeGreaterThan(0)
    expect(batch.messages.length).toBeLessThanOrEqual(EVENTS_MAX)
    messages.push(...batch.messages)
    at += batch.takenBytes
  }
  return messages
}

test('nothing is lost, doubled or too long, whatever the text', () => {
  const text = fc
    .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\n'), fc.constant('é\r\n')))
    .map(parts => parts.join(''))
  fc.assert(
    fc.property(text, content => {
      const bytes = Buffer.from(content)
      const messages = cutAll(bytes)
      expect(messages.join('')).toBe(bytes.toString())
      for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThanOrEqual(30)
    }),
  )
})

test('bytes that are no text make no event too long', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
      for (const message of cutAll(Buffer.from(bytes))) expect(Buffer.byteLength(message)).toBeLessThanOrEqual(30)
    }),
  )
})

test('a line without an end waits for it, until nothing follows', () => {
  const bytes = Buffer.from('one\ntwo')
  expect(cutEvents(bytes, false, form)).toEqual({ messages: ['one\n'], takenBytes: 4 })
  expect(cutEvents(bytes, true, form)).toEqual({ messages: ['one\ntwo'], takenBytes: 7 })
})

test('four events a time, and no more', () => {
  const bytes = Buffer.from(`${'x'.repeat(29)}\n`.repeat(10))
  expect(cutEvents(bytes, true, form)).toMatchObject({ messages: { length: 4 }, takenBytes: 120 })
})

test('streamed events have the stock agent’s form, without what controls terminals', () => {
  const facts = { region: 'us-east-1', instanceId: 'mi-0', owner: 'arn:aws:iam::1:user/alice', sessionId: 'alice-1' }
  const now = () => new Date('2026-11-22T01:20:43.408Z')
  const streamed = streamedEvents(facts, () => 'ops', now)
  const shown = Buffer.from('$ echo\t\x1b[31mred\x1b[0m\r\n\x1b]0;title\x07-e\x1b(B \x1b[?2004hred\r\n')
  expect(JSON.parse(cutEvents(shown, false, streamed).messages[0]!)).toEqual({
    eventVersion: '1.0',
    eventTime: '2026-11-22T01:20:43Z',
    awsRegion: 'us-east-1',
    target: { id: 'mi-0' },
    userIdentity: { arn: 'arn:aws:iam::1:user/alice' },
    runAsUser: 'ops',
    sessionId: 'alice-1',
    sessionData: ['$ echo red', '-e red'],
  })
  const long = cutAll(Buffer.from(`${'\x01'.repeat(32_999)}\n`.repeat(9)), streamed)
  for (const message of long) expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
  expect(long).toHaveLength(9)
})

test('raw events are the text as it is, lines ended by one character, and none of them empty', () => {
  expect(cutAll(Buffer.from('one\r\ntwo\n'), rawEvents)).toEqual(['one\ntwo'])
  expect(cutAll(Buffer.from('\n'), rawEvents)).toEqual([])
  const messages = cutAll(Buffer.from(`${'x'.repeat(99)}\n`.repeat(9_000)), rawEvents)
  expect(messages.map(({ length }) => length)).toEqual([199_999, 199_999, 199_999, 199_999, 99_999])
})
