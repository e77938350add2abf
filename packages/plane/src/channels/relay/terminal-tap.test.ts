import { randomUUID } from 'node:crypto'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { expect, test } from 'vitest'
import type { SessionRecording } from '../recording/session-recorder.ts'
import { TerminalTap } from './terminal-tap.ts'
import { sha256 } from './session-frames.ts'

/** What is recorded of messages of the agent that come together. */
function recorded(...messages: readonly (readonly [payloadType: number, payload: string | Uint8Array])[]): string {
  const frames = messages.map(([payloadType, payload], sequence): Frame => {
    const facts = { schemaVersion: 1, createdAtMs: 1_700_000_000_000, flags: 0, id: randomUUID() }
    return { ...facts, type: messageTypes.output, sequence, payloadType, payload: Buffer.from(payload) }
  })
  const output: Uint8Array[] = []
  const recording = { output: (bytes: Uint8Array) => output.push(bytes) }
  const bytes = frames.map(frame => ({ sequence: frame.sequence, bytes: encodeFrame(frame, sha256) }))
  new TerminalTap(recording as Partial<SessionRecording> as SessionRecording).output(bytes, frames[0]!)
  return Buffer.concat(output).toString()
}

const { output, error, parameter, stderr, handshakeRequest, handshakeComplete, exitCode, flag } = payloadTypes

test('what a terminal shows is recorded, whatever type its message says that it has', () => {
  const types = [output, stderr, error, parameter, 0, 13, 0xffff_ffff]
  expect(recorded(...types.map(type => [type, `<${type}>`] as const))).toBe(types.map(type => `<${type}>`).join(''))
})

test('the message of a handshake is recorded, the rest of it is not', () => {
  const request = '{"AgentVersion":"3.3.0.0","RequestedClientActions":[]}'
  expect(recorded([handshakeRequest, request], [handshakeComplete, '{"CustomerMessage":""}'])).toBe('')
  expect(recorded([handshakeComplete, '{"CustomerMessage":"hidden?"}'])).toBe('hidden?\r\n')
})

test('exit codes and flags are not output, and nothing passes for one', () => {
  expect(recorded([exitCode, 'EXIT_CODE: 7'], [flag, Uint8Array.of(0, 0, 0, 1)])).toBe('')
  const padded = `EXIT_CODE: 7${' '.repeat(80)}secret`
  expect(recorded([exitCode, padded], [exitCode, 'secret'], [flag, 'text'])).toBe(`${padded}secrettext`)
})
