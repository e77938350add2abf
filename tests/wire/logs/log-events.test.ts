// PutLogEvents and GetLogEvents.
import { PutLogEventsCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs'
import { purgeLogs } from '@hostler/plane/domain/log-event/log-purge'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGroupWithStream, filter, groupArn, put, read, textsOf } from './log-calls.ts'

let plane: TestPlane
let group: string
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())
beforeEach(async () => {
  group = await createGroupWithStream(plane.admin)
})

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const now = () => plane.clock.now().getTime()
const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => [now(), `event ${from + index}`] as const)

test('events are there with their times and every character', async () => {
  const [at, message] = [now(), 'NUL \0, tab \t, ü 漢字 \u{1f600}']
  await put(plane.admin, group, [[at, message]])
  const { events } = await read(plane.admin, group)
  expect(events).toEqual([{ timestamp: at, message, ingestionTime: expect.any(Number) }])
  expect(events![0]!.ingestionTime).toBeGreaterThanOrEqual(at)
  const byArn = { logGroupName: undefined, logGroupIdentifier: groupArn(plane, group) }
  expect(textsOf(await read(plane.admin, group, byArn))).toEqual([message])
})

test('what was acknowledged is there after a restart', async () => {
  await put(plane.admin, group, numbered(3))
  await plane.restart()
  expect(textsOf(await read(plane.admin, group))).toEqual(['event 0', 'event 1', 'event 2'])
})

test('batches that are put at once are all there, each as it was', async () => {
  const at = now()
  const batch = (writer: number) => Array.from({ length: 20 }, (_, index) => [at, `${writer} ${index}`] as const)
  await Promise.all(Array.from({ length: 10 }, (_, writer) => put(plane.admin, group, batch(writer))))
  const texts = textsOf(await read(plane.admin, group))
  expect(new Set(texts).size).toBe(200)
  for (let writer = 0; writer < 10; writer++) {
    expect(texts.filter(text => text!.startsWith(`${writer} `))).toEqual(batch(writer).map(([, text]) => text))
  }
})

describe('tokens', () => {
  test('lead forward from the head, and the same token comes back until there is more', async () => {
    await put(plane.admin, group, numbered(5))
    const first = await read(plane.admin, group, { startFromHead: true, limit: 3 })
    expect(textsOf(first)).toEqual(['event 0', 'event 1', 'event 2'])
    const second = await read(plane.admin, group, { nextToken: first.nextForwardToken, limit: 3 })
    expect(textsOf(second)).toEqual(['event 3', 'event 4'])
    const third = await read(plane.admin, group, { nextToken: second.nextForwardToken })
    expect(third.events).toEqual([])
    expect(third.nextForwardToken).toBe(second.nextForwardToken)
    await put(plane.admin, group, numbered(1, 5))
    const fourth = await read(plane.admin, group, { nextToken: third.nextForwardToken })
    expect(textsOf(fourth)).toEqual(['event 5'])
    expect(first.nextForwardToken).toMatch(/^f\/\d{56}\/s$/)
  })

  test('lead backward from the tail, oldest first on each page', async () => {
    await put(plane.admin, group, numbered(5))
    const last = await read(plane.admin, group, { limit: 3 })
    expect(textsOf(last)).toEqual(['event 2', 'event 3', 'event 4'])
    const first = await read(plane.admin, group, { nextToken: last.nextBackwardToken, limit: 3 })
    expect(textsOf(first)).toEqual(['event 0', 'event 1'])
    const none = await read(plane.admin, group, { nextToken: first.nextBackwardToken })
    expect([none.events, none.nextBackwardToken]).toEqual([[], first.nextBackwardToken])
    expect(textsOf(await read(plane.admin, group, { nextToken: first.nextForwardToken }))).toEqual(textsOf(last))
    expect(first.nextBackwardToken).toMatch(/^b\/\d{56}\/s$/)
  })

  test('of an empty stream lead to what comes', async () => {
    const { nextForwardToken, nextBackwardToken } = await read(plane.admin, group)
    await put(plane.admin, group, numbered(1))
    expect(textsOf(await read(plane.admin, group, { nextToken: nextForwardToken }))).toEqual(['event 0'])
    expect(textsOf(await read(plane.admin, group, { nextToken: nextBackwardToken }))).toEqual([])
  })

  test.each(['nonsense', 'f/1/s', `x/${'0'.repeat(56)}/s`, `f/${'9'.repeat(60)}/s`])(
    'the token %j is refused',
    async nextToken => {
      expect(await refusal(read(plane.admin, group, { nextToken }))).toEqual({
        code: 'InvalidParameterException',
        status: 400,
        message: 'The specified nextToken is invalid.',
      })
    },
  )
})

test('a range includes its start and excludes its end', async () => {
  const at = now()
  const events = [-2, -1, 0].map(ago => [at + ago, String(ago)] as const)
  await put(plane.admin, group, events)
  const between = (startTime?: number, endTime?: number) => read(plane.admin, group, { startTime, endTime })
  expect(textsOf(await between(at - 1))).toEqual(['-1', '0'])
  expect(textsOf(await between(undefined, at))).toEqual(['-2', '-1'])
  expect(textsOf(await between(at - 1, at))).toEqual(['-1'])
  expect(textsOf(await between(at, at - 1))).toEqual([])
  expect(textsOf(await between(0, Number.MAX_SAFE_INTEGER))).toEqual(['-2', '-1', '0'])
})

test('a page holds a mebibyte, and at least one event', async () => {
  const large = 'x'.repeat(600_000)
  for (let index = 0; index < 3; index++) await put(plane.admin, group, [[now(), `${large}${index}`]])
  let { events, nextForwardToken } = await read(plane.admin, group, { startFromHead: true })
  const found = [...events!]
  while (events!.length > 0) {
    expect(events).toHaveLength(1)
    ;({ events, nextForwardToken } = await read(plane.admin, group, { nextToken: nextForwardToken }))
    found.push(...events!)
  }
  expect(found.map(({ message }) => message!.at(-1))).toEqual(['0', '1', '2'])
})

describe('a batch', () => {
  test('of 10,000 events and a mebibyte is taken, however its text is escaped', async () => {
    await put(plane.admin, group, numbered(10_000))
    expect((await read(plane.admin, group, { startFromHead: true })).events).toHaveLength(10_000)
    await put(plane.admin, group, [[now(), '\u0001'.repeat(1_048_576 - 26)]])
    expect((await read(plane.admin, group, { limit: 1 })).events![0]!.message).toHaveLength(1_048_576 - 26)
  })

  test.each([
    [() => [[now(), 'é'.repeat(524_276)]], 'Upload too large: 1048578 bytes exceeds limit of 1048576'],
    [
      () => [
        [now(), 'b'],
        [now() - 60_000, 'a'],
      ],
      'Log events in a single PutLogEvents request must be in chronological order.',
    ],
    [
      () => [
        [now() - dayMs - 60_000, 'a'],
        [now(), 'b'],
      ],
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    ],
  ] as [() => [number, string][], string][])('%s is refused as a whole', async (events, message) => {
    expect(await refusal(put(plane.admin, group, events()))).toEqual({
      code: 'InvalidParameterException',
      status: 400,
      message,
    })
    expect((await read(plane.admin, group)).events).toEqual([])
  })

  test('that is empty, too long or has an empty text breaks constraints', async () => {
    const { code, message } = await refusal(put(plane.admin, group, [[now(), '']]))
    expect([code, message]).toEqual([
      'InvalidParameterException',
      "1 validation error detected: Value '' at 'logEvents.1.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ])
    for (const events of [[], numbered(10_001)]) {
      expect((await refusal(put(plane.admin, group, events))).code).toBe('InvalidParameterException')
    }
  })

  test('loses the events that are too old or too new, and says which', async () => {
    const old = await put(plane.admin, group, [
      [now() - 14 * dayMs - 60_000, 'too old'],
      [now() - 14 * dayMs + 60_000, 'old'],
    ])
    expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 })
    const early = await put(plane.admin, group, [
      [now() + 2 * hourMs - 60_000, 'early'],
      [now() + 2 * hourMs + 60_000, 'too early'],
    ])
    expect(early.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 })
    expect(textsOf(await read(plane.admin, group))).toEqual(['old', 'early'])
    const none = await put(plane.admin, group, [[1, 'ancient']])
    expect(none.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 })
    expect(none.nextSequenceToken).toBe(early.nextSequenceToken)
  })

  test('takes any sequence token', async () => {
    const batch = { logGroupName: group, logStreamName: 's', logEvents: [{ timestamp: now(), message: 'x' }] }
    const { nextSequenceToken } = await plane.admin.logs.send(new PutLogEventsCommand(batch))
    for (const sequenceToken of ['nonsense', nextSequenceToken]) {
      await plane.admin.logs.send(new PutLogEventsCommand({ ...batch, sequenceToken }))
    }
    expect((await read(plane.admin, group)).events).toHaveLength(3)
  })

  test('goes to a group and a stream that are there', async () => {
    const missing = await refusal(put(plane.admin, group, numbered(1), 'other'))
    expect(missing).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    })
    expect((await refusal(put(plane.admin, '/not/there', numbered(1)))).message).toBe(
      'The specified log group does not exist.',
    )
    const other = await plane.account('other')
    expect((await refusal(put(other, group, numbered(1)))).code).toBe('ResourceNotFoundException')
    expect((await refusal(read(other, group))).code).toBe('ResourceNotFoundException')
  })
})

test('events that have expired are not read, not taken, and purged', async () => {
  const { storage } = plane.running.app
  await put(plane.admin, group, [
    [now() - 23 * hourMs, 'old'],
    [now(), 'new'],
  ])
  const retention = { logGroupName: group, retentionInDays: 1 }
  await plane.admin.logs.send(new PutRetentionPolicyCommand(retention))
  expect(textsOf(await read(plane.admin, group))).toEqual(['old', 'new'])
  await plane.clock.advance({ hours: 2 })
  expect(textsOf(await read(plane.admin, group, { startFromHead: true }))).toEqual(['new'])
  expect(textsOf(await filter(plane.admin, group))).toEqual(['new'])
  const late = await put(plane.admin, group, [[now() - 25 * hourMs, 'late']])
  expect(late.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 })
  const { id } = (await storage.read.logGroups.find({ accountId: plane.accountId, region: plane.admin.region }, group))!
  await purgeLogs(storage, plane.clock.now())
  expect(await storage.read.logGroups.countBytes([id])).toEqual(new Map([[id, 'new'.length + 26]]))
})
