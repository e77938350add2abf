import { writeJson } from '@hostler/channel/payloads/json-payload'
import { assert, property, uint8Array, json } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerHandshake } from './answer-handshake.ts'

const asked = (...RequestedClientActions: unknown[]) =>
  answerHandshake(writeJson({ AgentVersion: '3.3.0.0', RequestedClientActions }))
const sessionOf = (SessionType: unknown) => ({ ActionType: 'SessionType', ActionParameters: { SessionType } })

describe('the answer to a handshake', () => {
  test.each(['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands'])('takes %s', type => {
    expect(asked(sessionOf(type))).toEqual({
      response: {
        ClientVersion: '1.2.999.0',
        ProcessedClientActions: [{ ActionType: 'SessionType', ActionStatus: 1, ActionResult: null, Error: '' }],
        Errors: null,
        Hostler: { ExitCode: true },
      },
      refusal: undefined,
    })
  })

  test.each([
    ['a port', sessionOf('Port'), 2, 'This is a session of type Port'],
    ['encryption', { ActionType: 'KMSEncryption', ActionParameters: { KMSKeyId: 'k' } }, 3, 'KMS encryption'],
    ['anything else', { ActionType: 'Dance' }, 3, 'The host asks for Dance'],
  ])('refuses %s and says so to both ends', (_, action, status, why) => {
    const { response, refusal } = asked(sessionOf('Standard_Stream'), action)
    expect(refusal).toContain(why)
    expect(response.ProcessedClientActions.map(({ ActionStatus }) => ActionStatus)).toEqual([1, status])
    expect(response.Errors).toEqual([refusal])
  })

  test('is an answer whatever was asked', () => {
    assert(
      property(uint8Array(), bytes => {
        expect(answerHandshake(bytes).response.Hostler).toBeDefined()
      }),
    )
    assert(
      property(json(), text => {
        expect(asked(JSON.parse(text)).response.ProcessedClientActions.length).toBe(1)
      }),
    )
  })
})
