import { type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { writeJson } from '@hostler/channel/payloads/json-payload'
import { expect, test } from 'vitest'
import type { SessionRecording } from '../recording/session-recorder.ts'
import { PortTap } from './port-tap.ts'

function frame(payloadType: number, payload: Uint8Array): Frame {
  const facts = { schemaVersion: 1, createdAtMs: 1, sequence: 0, flags: 0, id: '00000000-0000-4000-8000-000000000000' }
  return { ...facts, type: messageTypes.output, payloadType, payload }
}

/** A tap after the handshake of a session with these properties. */
function begun(Properties: object, ClientVersion = '1.2.650.0') {
  const remarks: string[] = []
  const recording = { remark: (text: string) => remarks.push(text) }
  const tap = new PortTap(recording as Partial<SessionRecording> as SessionRecording)
  const one = [{ sequence: 0, bytes: new Uint8Array(0) }]
  const output = (type: number, payload: Uint8Array) => tap.output(one, frame(type, payload))
  const input = (type: number, payload: Uint8Array) => tap.input(one, frame(type, payload))
  const action = { ActionType: 'SessionType', ActionParameters: { SessionType: 'Port', Properties } }
  output(payloadTypes.handshakeRequest, writeJson({ AgentVersion: '3.3.0.0', RequestedClientActions: [action] }))
  input(payloadTypes.handshakeResponse, writeJson({ ClientVersion, ProcessedClientActions: [] }))
  output(payloadTypes.handshakeComplete, writeJson({ HandshakeTimeToComplete: 1, CustomerMessage: '' }))
  return { tap, remarks, output, input }
}

const many = { portNumber: '80', type: 'LocalPortForwarding' }
const keepAlive = Uint8Array.of(1, 3, 0, 0, 0, 0, 0, 0)

test('a record says where a session leads and how much it carried, and nothing of what', () => {
  const { tap, remarks, output, input } = begun({ ...many, host: 'db.internal', portNumber: '5432' })
  input(payloadTypes.output, Buffer.from('select secret'))
  output(payloadTypes.output, Buffer.from('42'))
  tap.finish()
  expect(remarks).toEqual([
    'Forwards connections to db.internal, port 5432.',
    'Carried 13 bytes to the node and 2 bytes to the client.',
  ])
})

test('keep-alives are no use of a session, and all else is', () => {
  const { output, input } = begun(many)
  for (const pass of [output, input]) {
    expect(pass(payloadTypes.output, keepAlive)).toBe(false)
    expect(pass(payloadTypes.output, Uint8Array.of(1, 2, 0, 0, 3, 0, 0, 0))).toBe(true)
    expect(pass(payloadTypes.flag, keepAlive)).toBe(true)
  }
})

test('one connection may carry what looks like a keep-alive', () => {
  expect(begun({ portNumber: '22' }).output(payloadTypes.output, keepAlive)).toBe(true)
  expect(begun(many, '1.1.61.0').output(payloadTypes.output, keepAlive)).toBe(true)
})

test('one connection is silent until something comes from its destination; many are none', () => {
  expect(begun(many).tap.isSilentConnection).toBe(false)
  expect(begun(many, '1.1.61.0').tap.isSilentConnection).toBe(true)
  const { tap, output, input } = begun({ portNumber: '22' })
  input(payloadTypes.output, Buffer.from('SSH-2.0-client\r\n'))
  expect(tap.isSilentConnection).toBe(true)
  output(payloadTypes.output, Buffer.from('SSH-2.0-server\r\n'))
  expect(tap.isSilentConnection).toBe(false)
})

test('what an agent says of itself may be anything', () => {
  for (const properties of [null, 7, [], { host: 5, portNumber: {} }]) begun(properties as object)
  expect(begun({ host: 'x'.repeat(10_000) }).remarks[0]!.length).toBeLessThan(500)
})
