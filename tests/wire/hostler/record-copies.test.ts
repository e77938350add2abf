// Copies of session records in buckets: when they are made, under which role, and what becomes of those that fail.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { DeleteBucketPolicyCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { describe, expect, test } from 'vitest'
import { copies, keysIn, makeBucket, roleName, s3As, sendTo, setPolicy, textOf } from './record-buckets.ts'
import { answer, beginRecord, call, recordSession, refusal, sessionId } from './recorded-sessions.ts'

const otherId = 'bob-0123456789abcdef0'

function keyOf(plane: TestPlane, id = sessionId, prefix = 'relay/') {
  const day = plane.clock.now().toISOString().slice(0, 10).replaceAll('-', '/')
  return `${prefix}${plane.accountId}/${testRegion}/${day}/${id}.record`
}

const fileOf = (plane: TestPlane, id = sessionId) =>
  join(plane.dataDir, 'records', plane.accountId, testRegion, `${id}.record`)

const denyPuts = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::vault/*' }

test('a record that ends is in the bucket, byte for byte, with its key beside it', async () => {
  await using plane = await startTestPlane()
  await makeBucket(plane, 'vault')
  await sendTo(plane.admin, 'vault/relay')
  await recordSession(plane, 'hello')
  const Key = keyOf(plane)
  expect(await copies(plane)).toEqual([{ State: 'Copied', CopiedAt: expect.any(Number), Bucket: 'vault', Key }])
  const s3 = s3As(plane)
  expect(await keysIn(s3, 'vault')).toEqual([Key, 'relay/hostler-record-key.pem'])
  const { Body, ContentType, Metadata } = await s3.send(new GetObjectCommand({ Bucket: 'vault', Key }))
  expect(await Body!.transformToString()).toBe(readFileSync(fileOf(plane), 'utf8'))
  const { KeyId, PublicKey } = await answer(plane, 'GetRecordKey')
  expect([ContentType, Metadata]).toEqual(['text/plain; charset=utf-8', { 'hostler-key-id': KeyId }])
  expect(await textOf(s3, 'vault', 'relay/hostler-record-key.pem')).toBe(PublicKey)
})

test('every write is a decision about the role, and no event of the trail', async () => {
  await using plane = await startTestPlane()
  await makeBucket(plane, 'vault')
  await sendTo(plane.admin, 'vault/relay')
  await recordSession(plane, 'hello')
  await copies(plane)
  const { Decisions } = await answer(plane, 'ListDecisions', { Action: 's3:PutObject' })
  const PrincipalArn = `arn:aws:sts::${plane.accountId}:assumed-role/${roleName}/session-records`
  const made = Decisions as { PrincipalArn: string; Resource: string; Verdict: object }[]
  expect(made.map(({ Resource }) => Resource)).toContain(`arn:aws:s3:::vault/${keyOf(plane)}`)
  for (const decision of made) expect(decision).toMatchObject({ PrincipalArn, Verdict: { Decision: 'allow' } })
  const { Events } = await plane.admin.cloudtrail.send(new LookupEventsCommand({}))
  expect(Events!.map(({ EventName }) => EventName)).not.toContain('PutObject')
})

test('without a destination nothing is copied, and nothing waits', async () => {
  await using plane = await startTestPlane()
  await recordSession(plane, 'before')
  await makeBucket(plane, 'vault')
  await sendTo(plane.admin, 'vault')
  expect(await copies(plane)).toEqual([undefined])
  await sendTo(plane.admin, '$None')
  await recordSession(plane, 'after', { id: otherId })
  expect(await copies(plane)).toEqual([undefined, undefined])
})

describe('a copy that fails', () => {
  test('waits, says why, disturbs nothing, and is made when it may be', async () => {
    await using plane = await startTestPlane()
    await makeBucket(plane, 'vault')
    await sendTo(plane.admin, 'vault/relay')
    const s3 = s3As(plane)
    await setPolicy(s3, 'vault', denyPuts)
    await recordSession(plane, 'hello')
    const [pending] = await copies(plane)
    expect(pending).toMatchObject({ State: 'Pending', Failures: 1, NextAttemptAt: expect.any(Number) })
    expect(pending!['Problem']).toBe(
      `User: arn:aws:sts::${plane.accountId}:assumed-role/${roleName}/session-records is not authorized to perform: ` +
        `s3:PutObject on resource: "arn:aws:s3:::vault/${keyOf(plane)}" with an explicit deny in a resource-based policy`,
    )
    await plane.clock.advance({ seconds: 11 })
    expect(await copies(plane)).toMatchObject([{ State: 'Pending', Failures: 2 }])
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: 'vault' }))
    expect(await copies(plane)).toMatchObject([{ State: 'Pending', Failures: 2 }])
    await plane.clock.advance({ seconds: 21 })
    expect(await copies(plane)).toMatchObject([{ State: 'Copied' }])
  })

  test('outlives the time for which records are kept, and goes with it once it was made', async () => {
    await using plane = await startTestPlane({ recordDays: 30 })
    await makeBucket(plane, 'vault')
    await sendTo(plane.admin, 'vault/relay')
    const Key = keyOf(plane)
    const s3 = s3As(plane)
    await setPolicy(s3, 'vault', denyPuts)
    await recordSession(plane, 'hello')
    await copies(plane)
    await plane.clock.advance({ hours: 40 * 24 })
    await plane.running.app.purgeSessions()
    expect(await answer(plane, 'GetSessionRecord', { SessionId: sessionId })).toMatchObject({ Record: {} })
    await s3As(plane).send(new DeleteBucketPolicyCommand({ Bucket: 'vault' }))
    await plane.clock.advance({ hours: 1 })
    expect(await copies(plane)).toMatchObject([{ State: 'Copied', Key }])
    await plane.running.app.purgeSessions()
    expect(readdirSync(join(plane.dataDir, 'records', plane.accountId, testRegion))).toEqual([])
    expect(await refusal(call(plane, 'GetSessionRecord', { SessionId: sessionId }))).toEqual({
      status: 400,
      code: 'SessionRecordElsewhere',
      message: `The record is no longer kept here. Its copy is s3://vault/${Key}`,
    })
    expect((await answer(plane, 'ListSessionRecords'))['Records']).toMatchObject([{ IsElsewhere: true, Copy: { Key } }])
    await plane.clock.advance({ hours: 365 * 24 })
    await plane.running.app.purgeSessions()
    expect(await answer(plane, 'ListSessionRecords')).toEqual({ Records: [] })
  })

  test('goes to the place that is set when it is tried again, and is given up where none is', async () => {
    await using plane = await startTestPlane()
    await makeBucket(plane, 'vault')
    await makeBucket(plane, 'second')
    await sendTo(plane.admin, 'vault')
    await setPolicy(s3As(plane), 'vault', denyPuts)
    await recordSession(plane, 'hello')
    expect(await copies(plane)).toMatchObject([{ State: 'Pending' }])
    await sendTo(plane.admin, 'second')
    await plane.clock.advance({ seconds: 11 })
    expect(await copies(plane)).toMatchObject([{ State: 'Copied', Bucket: 'second', Key: keyOf(plane, sessionId, '') }])
    await sendTo(plane.admin, '$None')
    expect(await copies(plane)).toMatchObject([{ State: 'Copied' }])
  })

  test('is made by the next plane when this one goes down before', async () => {
    await using plane = await startTestPlane()
    await makeBucket(plane, 'vault')
    await sendTo(plane.admin, 'vault/relay')
    const open = await beginRecord(plane)
    await setPolicy(s3As(plane), 'vault', denyPuts)
    await open.close('exit')
    expect(await copies(plane)).toMatchObject([{ State: 'Pending', Failures: 1 }])
    await beginRecord(plane, { id: otherId })
    await s3As(plane).send(new DeleteBucketPolicyCommand({ Bucket: 'vault' }))
    await plane.restart()
    await plane.clock.advance({ seconds: 11 })
    expect(await copies(plane)).toMatchObject([{ Key: keyOf(plane, otherId) }, { Key: keyOf(plane) }])
    expect(await textOf(s3As(plane), 'vault', keyOf(plane, otherId))).toBe(readFileSync(fileOf(plane, otherId), 'utf8'))
  })
})
