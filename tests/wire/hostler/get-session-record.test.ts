import { createPublicKey, hash, verify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { outputBytes } from '@hostler/record/export-record'
import { readChunk } from '@hostler/record/read-chunk'
import { verifyRecord } from '@hostler/record/verify-record'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { describe, expect, test } from 'vitest'
import { allPages, answer, beginRecord, call, recordSession, refusal, sessionId } from './recorded-sessions.ts'

const input = { SessionId: sessionId }
/** Bytes of every kind, more than a page holds. */
const noise = Buffer.from(Array.from({ length: 900_000 }, (_, place) => (place * place) >> 5))

async function check(plane: TestPlane, chunks: readonly string[]) {
  const { KeyId, PublicKey } = (await answer(plane, 'GetRecordKey')) as { KeyId: string; PublicKey: string }
  const key = createPublicKey(PublicKey)
  return verifyRecord(
    chunks,
    { keyId: KeyId, sessionId },
    {
      hash: bytes => hash('sha256', bytes, 'buffer'),
      isSigned: (bytes, signature) => verify(null, bytes, key, signature),
    },
  )
}

describe('GetSessionRecord', () => {
  test('gives what was recorded, and it verifies with the published key', async () => {
    await using plane = await startTestPlane()
    await recordSession(plane, '$ ls\r\n日本語')
    const { Record, Chunks, NextToken } = await answer(plane, 'GetSessionRecord', input)
    expect(Record).toMatchObject({ SessionId: sessionId, State: 'Finished', EndReason: 'exit', HasInput: false })
    expect(NextToken).toBeUndefined()
    const chunks = Chunks as string[]
    expect(await check(plane, chunks)).toMatchObject({ faults: [], end: { reason: 'exit' } })
    const bytes = Buffer.concat(chunks.map(text => outputBytes(readChunk(text)!)))
    expect(bytes.toString()).toBe('$ ls\r\n日本語')
    expect(readFileSync(join(plane.dataDir, 'record-key.pem'), 'utf8')).toBe(
      (await answer(plane, 'GetRecordKey'))['PublicKey'],
    )
  })

  test('gives a large record in pages that are bounded, without loss or repetition', async () => {
    await using plane = await startTestPlane()
    await recordSession(plane, noise)
    const pages = await allPages<string>(plane, 'GetSessionRecord', 'Chunks', input)
    expect(pages.length).toBeGreaterThan(2)
    for (const page of pages) expect(page.join('').length).toBeLessThan(600_000)
    const chunks = pages.flat()
    expect((await check(plane, chunks)).faults).toEqual([])
    expect(Buffer.concat(chunks.map(text => outputBytes(readChunk(text)!)))).toEqual(noise)
  })

  test('gives what there is of a session that goes on', async () => {
    await using plane = await startTestPlane()
    const recording = await beginRecord(plane)
    const drained = new Promise<void>(resolve => recording.onDrain(resolve))
    recording.output(Buffer.from('so far'))
    await drained
    const { Record, Chunks } = await answer(plane, 'GetSessionRecord', input)
    expect(Record).toMatchObject({ State: 'Recording' })
    expect((await check(plane, Chunks as string[])).faults).toMatchObject([{ kind: 'unfinished' }])
    await recording.close('exit')
  })

  test('gives a record that was tampered with as it is, for its reader to find out', async () => {
    await using plane = await startTestPlane()
    await recordSession(plane, noise)
    const file = join(plane.dataDir, 'records', plane.accountId, testRegion, `${sessionId}.record`)
    const bytes = readFileSync(file)
    bytes[400_000]! ^= 1
    writeFileSync(file, Buffer.concat([bytes, Buffer.from('and more')]))
    const chunks = (await allPages<string>(plane, 'GetSessionRecord', 'Chunks', input)).flat()
    const { faults } = await check(plane, chunks)
    expect(faults.map(({ kind }) => kind)).toEqual(['changed', 'changed', 'after-end'])
  })

  test('refuses what is no session, another record’s token, and a token that was made up', async () => {
    await using plane = await startTestPlane()
    expect(await refusal(call(plane, 'GetSessionRecord', input))).toEqual({
      status: 400,
      code: 'SessionRecordNotFound',
      message: `There is no record of session ${sessionId}.`,
    })
    await recordSession(plane, noise)
    const other = 'bob-0123456789abcdef0'
    await recordSession(plane, 'small', { id: other })
    const { NextToken } = await answer(plane, 'GetSessionRecord', input)
    const invalid = { status: 400, code: 'InvalidNextToken', message: 'The specified token is not valid.' }
    for (const wrong of [
      { SessionId: other, NextToken },
      { ...input, NextToken: '99.0.aaaaaaaaaaaaaaaaaaaaaa' },
      { ...input, NextToken: 'x' },
    ]) {
      expect(await refusal(call(plane, 'GetSessionRecord', wrong))).toEqual(invalid)
    }
    expect(await answer(plane, 'ListSessionRecordReads', { SessionId: other })).toEqual({ Reads: [] })
  })

  test('is refused without permission for this very record, and reveals nothing', async () => {
    await using plane = await startTestPlane()
    await recordSession(plane, 'secret')
    const own = `arn:aws:hostler:${testRegion}:${plane.accountId}:session-record/\${aws:username}-*`
    const Statement = [{ Effect: 'Allow', Action: 'hostler:GetSessionRecord', Resource: own }]
    const bob = await plane.user('bob', { Version: '2012-10-17', Statement })
    const denied = await refusal(call(plane, 'GetSessionRecord', input, bob))
    expect(denied).toMatchObject({ status: 400, code: 'AccessDeniedException' })
    expect(await refusal(call(plane, 'GetSessionRecord', { SessionId: 'eve-0123456789abcdef0' }, bob))).toMatchObject({
      code: 'AccessDeniedException',
    })
    const ada = await plane.user('ada', { Version: '2012-10-17', Statement })
    expect(await answer(plane, 'GetSessionRecord', input, ada)).toMatchObject({ Record: { SessionId: sessionId } })
  })

  test('another account sees nothing', async () => {
    await using plane = await startTestPlane()
    await recordSession(plane, 'secret')
    const other = await plane.account('other')
    expect(await refusal(call(plane, 'GetSessionRecord', input, other))).toMatchObject({
      code: 'SessionRecordNotFound',
    })
    expect(await answer(plane, 'ListSessionRecords', {}, other)).toEqual({ Records: [] })
    expect(await answer(plane, 'ListSessionRecordReads', input, other)).toEqual({ Reads: [] })
  })
})
