import { createCipheriv, createDecipheriv } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesOf, text } from '../../test/stream-end.ts'
import { messages } from '../../test/transcripts.ts'
import { payloadTypes } from '../frame/frame.ts'
import { readEncryptionChallenge } from '../payloads/read-handshake.ts'
import { writeJson } from '../payloads/json-payload.ts'
import { AgentHandshake, type AgentHandshakeOptions } from './agent-handshake.ts'
import { ClientHandshake, type ClientHandshakeOptions } from './client-handshake.ts'

const t0 = 1_700_000_000_000
const kms = { keyId: 'arn:aws:kms:us-east-1:123456789012:key/abc', challenge: 'T6ttZAoyIn79A5j+f7i2uA==' }
const kmsResult = { KMSCipherTextKey: 'AQIDBA==', KMSCipherTextHash: null }

const agentEnd = (over: Partial<AgentHandshakeOptions> = {}) =>
  new AgentHandshake({ agentVersion: '3.3.1000.0', sessionType: 'Standard_Stream', ...over })
const clientEnd = (over: Partial<ClientHandshakeOptions> = {}) =>
  new ClientHandshake({
    clientVersion: '1.2.999.0',
    abilities: { ExitCode: true },
    sessionTypes: ['Standard_Stream'],
    canEncrypt: true,
    ...over,
  })
const answer = (actions: unknown, more: object = {}) =>
  writeJson({ ClientVersion: '1.2.650.0', ProcessedClientActions: actions, Errors: null, ...more })
const done = (ActionType: string, ActionResult: unknown = null) => ({
  ActionType,
  ActionStatus: 1,
  ActionResult,
  Error: '',
})

describe('both ends', () => {
  test('agree on a session, and the agent learns what the client can do', () => {
    const [agent, client] = [
      agentEnd({ customerMessage: ({ clientVersion }) => `Hello ${clientVersion}.` }),
      clientEnd(),
    ]
    const request = agent.begin(t0)
    const answered = client.receive(request.payloadType, request.payload)
    if (answered.kind !== 'answer') throw new Error(answered.kind)
    const completed = agent.receive(answered.send.payloadType, answered.send.payload, t0 + 12)
    if (completed.kind !== 'complete') throw new Error(completed.kind)
    expect(completed.client).toMatchObject({ clientVersion: '1.2.999.0', abilities: { ExitCode: true } })
    expect(text(completed.send.payload)).toBe(
      '{"HandshakeTimeToComplete":12000000,"CustomerMessage":"Hello 1.2.999.0."}',
    )
    expect(client.receive(completed.send.payloadType, completed.send.payload)).toEqual({
      kind: 'complete',
      message: 'Hello 1.2.999.0.',
    })
    expect([agent.isOver, client.isOver, client.agentVersion, client.session]).toEqual([
      true,
      true,
      '3.3.1000.0',
      { type: 'Standard_Stream', properties: null },
    ])
  })

  test('prove to each other that they have the key of an encrypted session', () => {
    const [agent, client] = [agentEnd({ kms }), clientEnd()]
    const request = agent.begin(t0)
    expect(client.receive(request.payloadType, request.payload)).toEqual({ kind: 'get-key', ...kms })
    const answered = client.giveKey({ result: kmsResult })
    if (answered.kind !== 'answer') throw new Error(answered.kind)
    expect(agent.receive(answered.send.payloadType, answered.send.payload, t0)).toEqual({
      kind: 'open-key',
      key: { cipherTextKey: 'AQIDBA==', isChallengeAcknowledged: false },
    })
    const challenge = agent.challenge(bytesOf('sealed by the agent'), t0)
    const seal = client.receive(challenge.payloadType, challenge.payload)
    expect(seal).toEqual({ kind: 'seal-challenge', sealed: bytesOf('sealed by the agent') })
    const proof = client.giveChallenge(bytesOf('sealed by the client'))
    expect(agent.receive(proof.payloadType, proof.payload, t0)).toEqual({
      kind: 'compare-challenge',
      sealed: bytesOf('sealed by the client'),
    })
    const completed = agent.confirm(true, t0)
    if (completed.kind !== 'complete') throw new Error(completed.kind)
    expect(client.receive(completed.send.payloadType, completed.send.payload)).toEqual({
      kind: 'complete',
      message: 'This session is encrypted using AWS KMS.',
    })
  })
})

describe('the agent', () => {
  test.each([
    [
      'a status that is not success',
      [{ ...done('SessionType'), ActionStatus: 2, Error: 'no' }],
      'SessionType failed on client with status 2 error: no',
    ],
    [
      "the stock plugin's answer to what it does not know",
      [{ ...done('Future'), ActionStatus: 0 }],
      'Future failed on client with status 0 error: ',
    ],
    ['actions that are none', [1], 'The client answered with nothing that can be read.'],
  ])('fails the session for %s', (_, actions, why) => {
    const agent = agentEnd()
    agent.begin(t0)
    expect(agent.receive(payloadTypes.handshakeResponse, answer(actions), t0)).toEqual({
      kind: 'failed',
      reason: `Encountered error while initiating handshake. ${why}`,
    })
    expect([agent.isOver, agent.deadlineMs]).toEqual([true, undefined])
  })

  test('takes no key for none, and no proof for another', () => {
    const without = agentEnd({ kms })
    without.begin(t0)
    expect(without.receive(payloadTypes.handshakeResponse, answer([done('SessionType')]), t0)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('gave no key') as string,
    })
    const agent = agentEnd({ kms })
    agent.begin(t0)
    agent.receive(payloadTypes.handshakeResponse, answer([done('KMSEncryption', kmsResult)]), t0)
    agent.challenge(bytesOf('x'), t0)
    agent.receive(payloadTypes.encryptionChallengeResponse, writeJson({ Challenge: 'AQID' }), t0)
    expect(agent.confirm(false, t0)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('Encryption challenge does not match!') as string,
    })
  })

  test('waits 15 seconds for each answer, and says what stock agents say', () => {
    const agent = agentEnd({ kms })
    agent.begin(t0)
    expect(agent.deadlineMs).toBe(t0 + 15_000)
    expect(agent.expire(t0 + 14_999)).toEqual({ kind: 'wait' })
    agent.receive(payloadTypes.handshakeResponse, answer([done('KMSEncryption', kmsResult)]), t0 + 14_999)
    expect(agent.deadlineMs).toBeUndefined()
    agent.challenge(bytesOf('x'), t0 + 20_000)
    expect(agent.expire(t0 + 35_000)).toMatchObject({
      reason: 'Encountered error while initiating handshake. Timed out waiting for encryption challenge.',
    })
    const silent = agentEnd()
    silent.begin(t0)
    expect(silent.expire(t0 + 15_000)).toMatchObject({
      reason:
        'Encountered error while initiating handshake. Handshake timed out. Please ensure that you have the latest version of the session manager plugin.',
    })
  })

  test('ignores input before its time, and a second answer', () => {
    const agent = agentEnd()
    agent.begin(t0)
    expect(agent.receive(payloadTypes.output, bytesOf('ls\n'), t0)).toEqual({ kind: 'wait' })
    expect(agent.receive(payloadTypes.encryptionChallengeResponse, writeJson({ Challenge: 'AQID' }), t0)).toEqual({
      kind: 'wait',
    })
    expect(agent.receive(payloadTypes.handshakeResponse, answer([done('SessionType')]), t0).kind).toBe('complete')
    expect(agent.receive(payloadTypes.handshakeResponse, answer([done('SessionType')]), t0)).toEqual({ kind: 'wait' })
  })
})

describe('the client', () => {
  const request = (actions: unknown) => writeJson({ AgentVersion: '3.3.0.0', RequestedClientActions: actions })

  test('takes output without a handshake for the beginning of the session', () => {
    const client = clientEnd()
    expect(client.receive(payloadTypes.output, bytesOf('$ '))).toEqual({ kind: 'none' })
    expect([client.isOver, client.agentVersion, client.session]).toEqual([true, '', undefined])
  })

  test('says no to what it does not know, and does the rest', () => {
    const step = clientEnd({ canEncrypt: false }).receive(
      payloadTypes.handshakeRequest,
      request([
        { ActionType: 'SessionType', ActionParameters: { SessionType: 'Standard_Stream' } },
        { ActionType: 'FutureAction', ActionParameters: { x: 1 } },
        { ActionType: 'KMSEncryption', ActionParameters: { KMSKeyId: 'k', Challenge: '' } },
      ]),
    )
    if (step.kind !== 'answer') throw new Error(step.kind)
    expect(step.refusal).toBe('Unsupported action FutureAction')
    const said = JSON.parse(text(step.send.payload)) as Record<string, unknown>
    expect(said['ProcessedClientActions']).toMatchObject([
      { ActionStatus: 1 },
      { ActionType: 'FutureAction', ActionStatus: 3, ActionResult: null, Error: 'Unsupported action FutureAction' },
      {
        ActionStatus: 2,
        Error: 'Failed to process action KMSEncryption: This client does not encrypt sessions with KMS keys',
      },
    ])
    expect(said['Errors']).toEqual([
      'Unsupported action FutureAction',
      'This client does not encrypt sessions with KMS keys',
    ])
  })

  test.each([
    ['a type that is no text', [{ ActionType: 'SessionType', ActionParameters: { SessionType: { toString: 1 } } }]],
    ['no parameters', [{ ActionType: 'SessionType', ActionParameters: null }]],
    ['no list', 'everything'],
  ])('refuses a request with %s', (_, actions) => {
    const client = clientEnd()
    const step = client.receive(payloadTypes.handshakeRequest, request(actions))
    expect(step).toMatchObject({ kind: 'answer', refusal: expect.stringMatching(/./) as string })
    expect(client.session?.type ?? '').toBe('')
  })
})

test('the recorded challenge opens with one half of the key, and its answer with the other', () => {
  const dataKey = Uint8Array.from({ length: 64 }, (_, place) => place)
  const open = (sealed: Uint8Array, key: Uint8Array) => {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(-16))
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
  }
  const seal = (plain: Uint8Array, key: Uint8Array) => {
    const nonce = new Uint8Array(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    return Uint8Array.from(Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
  }
  const recorded = (type: number) =>
    bytesOf(messages('e5-kms').find(({ payloadType }) => payloadType === type)!.payload!)
  const challenge = readEncryptionChallenge(recorded(payloadTypes.encryptionChallengeRequest))!
  const plain = open(challenge, dataKey.subarray(0, 32))
  expect(plain.toString('hex')).toBe(
    'e0b34b928959cd5815ff1097acf7b192385a5cd496d93110e38854b8c1593de51a56f7decc9cc569aef05e45d16e23ae589bc5f4fa560eb80d0acd53ef7c66b6',
  )
  const proof = readEncryptionChallenge(recorded(payloadTypes.encryptionChallengeResponse))!
  expect(open(proof, dataKey.subarray(32))).toEqual(plain)

  const client = clientEnd()
  client.receive(payloadTypes.handshakeRequest, recorded(payloadTypes.handshakeRequest))
  client.giveKey({ result: kmsResult })
  const step = client.receive(
    payloadTypes.encryptionChallengeRequest,
    recorded(payloadTypes.encryptionChallengeRequest),
  )
  if (step.kind !== 'seal-challenge') throw new Error(step.kind)
  const ours = client.giveChallenge(seal(open(step.sealed, dataKey.subarray(0, 32)), dataKey.subarray(32)))
  expect(open(readEncryptionChallenge(ours.payload)!, dataKey.subarray(32))).toEqual(plain)
})

/** JSON in the handshake's shapes, and anything else. */
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.json().map(json => bytesOf(json)),
  fc
    .record(
      {
        AgentVersion: fc.anything(),
        ClientVersion: fc.anything(),
        RequestedClientActions: actionsOf('ActionParameters', ['SessionType', 'KMSKeyId', 'Challenge']),
        ProcessedClientActions: actionsOf('ActionResult', ['KMSCipherTextKey', 'ChallengeAcknowledgement']),
        CustomerMessage: fc.anything(),
        Challenge: fc.anything(),
        Hostler: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map(value => bytesOf(JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? 0 : each)) ?? '')),
)

function actionsOf(member: string, keys: readonly string[]): fc.Arbitrary<unknown> {
  const value = fc.oneof(fc.constantFrom('Standard_Stream', 'AQID', true, null), fc.anything())
  const parameters = fc.record(Object.fromEntries(keys.map(key => [key, value])), { requiredKeys: [] })
  const action = fc.record({
    ActionType: fc.constantFrom<unknown>('SessionType', 'KMSEncryption', 'Other', null, 7),
    ActionStatus: fc.constantFrom<unknown>(0, 1, 2, 3, '1'),
    [member]: fc.oneof(parameters, fc.anything()),
  })
  return fc.oneof(fc.array(fc.oneof(action, fc.anything()), { maxLength: 4 }), fc.anything())
}

test('whatever the other end sends, in whatever order, neither end throws, and each says the end once', () => {
  const message = fc.tuple(fc.oneof(fc.constantFrom(5, 6, 7, 8, 9), fc.nat(12)), payload)
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), fc.boolean(), (sent, isEncrypted) => {
      const [agent, client] = [agentEnd(isEncrypted ? { kms } : {}), clientEnd()]
      agent.begin(t0)
      let ends = 0
      for (const [type, bytes] of sent) {
        const said = agent.receive(type, bytes, t0)
        if (said.kind === 'open-key') agent.challenge(bytes, t0)
        if (said.kind === 'compare-challenge') ends += Number(agent.confirm(true, t0).kind === 'complete')
        ends += Number(said.kind === 'complete' || said.kind === 'failed')
        const step = client.receive(type, bytes)
        if (step.kind === 'get-key') client.giveKey({ result: kmsResult })
        if (step.kind === 'seal-challenge') client.giveChallenge(step.sealed)
      }
      expect(ends).toBe(Number(agent.isOver))
    }),
    { numRuns: 2000 },
  )
})
