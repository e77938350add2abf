import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { startTestPlane, testRegion } from '@hostler/testkit/test-plane'
import { describe, expect, test } from 'vitest'
import { allPages, answer, beginRecord, call, recordSession, refusal, sessionId } from './recorded-sessions.ts'

const idOf = (digit: number) => `ada-0000000000000000${digit}`

describe('ListSessionRecords', () => {
  test('lists newest first, by node and owner, in pages', async () => {
    await using plane = await startTestPlane()
    for (let digit = 0; digit < 5; digit++) {
      await recordSession(plane, 'x', { id: idOf(digit), nodeId: digit % 2 ? 'i-odd' : 'i-even', owner: `o${digit}` })
      await plane.clock.advance({ seconds: 1 })
    }
    const list = async (input: object) => {
      const pages = await allPages<{ SessionId: string }>(plane, 'ListSessionRecords', 'Records', input)
      return pages.map(page => page.map(({ SessionId }) => Number(SessionId.at(-1))))
    }
    expect(await list({ MaxResults: 2 })).toEqual([[4, 3], [2, 1], [0]])
    expect(await list({ NodeId: 'i-odd' })).toEqual([[3, 1]])
    expect(await list({ Owner: 'o4' })).toEqual([[4]])
    expect(await refusal(call(plane, 'ListSessionRecords', { NextToken: 'x' }))).toMatchObject({
      code: 'InvalidNextToken',
    })
  })

  test('tells how each record stands', async () => {
    await using plane = await startTestPlane()
    await recordSession(plane, 'x', { id: idOf(1) })
    const open = await beginRecord(plane, { id: idOf(2) })
    const { Records } = await answer(plane, 'ListSessionRecords')
    expect(Records).toMatchObject([
      { SessionId: idOf(2), State: 'Recording' },
      { SessionId: idOf(1), State: 'Finished', EndReason: 'exit', EndedAt: expect.any(Number) },
    ])
    await open.close('exit')
  })

  test('a record that nobody closed is closed as interrupted by the next plane', async () => {
    await using plane = await startTestPlane()
    await beginRecord(plane)
    await plane.restart()
    const { Records } = await answer(plane, 'ListSessionRecords')
    expect(Records).toMatchObject([{ SessionId: sessionId, State: 'Interrupted' }])
  })

  test('old records go, and what is known of their reads later', async () => {
    await using plane = await startTestPlane({ recordDays: 90 })
    await recordSession(plane, 'x')
    await plane.clock.advance({ seconds: 60 * 86_400 })
    await answer(plane, 'GetSessionRecord', { SessionId: sessionId })
    await plane.running.app.purgeSessions()
    expect((await answer(plane, 'ListSessionRecords'))['Records']).toHaveLength(1)
    await plane.clock.advance({ seconds: 31 * 86_400 })
    await plane.running.app.purgeSessions()
    expect(await answer(plane, 'ListSessionRecords')).toEqual({ Records: [] })
    expect(readdirSync(join(plane.dataDir, 'records', plane.accountId, testRegion))).toEqual([])
    expect((await answer(plane, 'ListSessionRecordReads', { SessionId: sessionId }))['Reads']).toHaveLength(1)
    await plane.clock.advance({ seconds: 60 * 86_400 })
    await plane.running.app.purgeSessions()
    expect(await answer(plane, 'ListSessionRecordReads', { SessionId: sessionId })).toEqual({ Reads: [] })
  })
})

describe('ListSessionRecordReads', () => {
  test('tells who was given which chunks, when, and from where', async () => {
    await using plane = await startTestPlane()
    await recordSession(plane, Buffer.alloc(900_000, 0xff))
    const auditor = await plane.user('auditor', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'hostler:GetSessionRecord', Resource: '*' }],
    })
    const first = await answer(plane, 'GetSessionRecord', { SessionId: sessionId }, auditor)
    const { NextToken } = first
    await plane.clock.advance({ seconds: 1 })
    await answer(plane, 'GetSessionRecord', { SessionId: sessionId, NextToken }, auditor)
    expect(await refusal(call(plane, 'ListSessionRecordReads', { SessionId: sessionId }, auditor))).toMatchObject({
      code: 'AccessDeniedException',
    })
    const pages = await allPages<object>(plane, 'ListSessionRecordReads', 'Reads', {
      SessionId: sessionId,
      MaxResults: 1,
    })
    const count = (first['Chunks'] as string[]).length
    const read = {
      Reader: `arn:aws:iam::${plane.accountId}:user/auditor`,
      SourceAddress: '127.0.0.1',
      UserAgent: 'hostler-test/1',
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ReadAt: expect.any(Number),
    }
    expect(pages).toMatchObject([[{ ...read, FirstChunk: count }], [{ ...read, FirstChunk: 0, LastChunk: count - 1 }]])
  })
})

test('GetRecordKey is for those who may', async () => {
  await using plane = await startTestPlane()
  expect(await answer(plane, 'GetRecordKey')).toEqual({
    KeyId: expect.stringMatching(/^[0-9a-f]{32}$/),
    Algorithm: 'Ed25519',
    PublicKey: expect.stringContaining('BEGIN PUBLIC KEY'),
  })
  const nobody = await plane.user('nobody')
  expect(await refusal(call(plane, 'GetRecordKey', {}, nobody))).toMatchObject({ code: 'AccessDeniedException' })
})
