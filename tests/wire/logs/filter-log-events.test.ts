import {
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  type FilterLogEventsCommandInput,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import { purgeLogs } from '@hostler/plane/domain/log-event/log-purge'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createGroup, createStreams, filter, groupArn, put, textsOf } from './log-calls.ts'

let plane: TestPlane
let group: string
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())
beforeEach(async () => {
  group = await createGroup(plane.admin)
  await createStreams(plane.admin, group, 'web/1', 'web/2', 'db')
})

const now = () => plane.clock.now().getTime()

/** Three streams whose events take turns; the texts in the order of time. */
async function putInTurns(): Promise<string[]> {
  const at = now() - 1_000
  const streams = ['web/1', 'db', 'web/2']
  for (const [place, stream] of streams.entries()) {
    await put(
      plane.admin,
      group,
      [0, 1].map(turn => [at + turn * 3 + place, `${stream} ${turn}`] as const),
      stream,
    )
  }
  return [0, 1].flatMap(turn => streams.map(stream => `${stream} ${turn}`))
}

test('events of all streams come in the order of time, with their stream and an id', async () => {
  const texts = await putInTurns()
  const found = await filter(plane.admin, group)
  expect(textsOf(found)).toEqual(texts)
  expect([found.searchedLogStreams, found.nextToken]).toEqual([[], undefined])
  expect(found.events![1]).toEqual({
    logStreamName: 'db',
    timestamp: expect.any(Number),
    message: 'db 0',
    ingestionTime: expect.any(Number),
    eventId: expect.stringMatching(/^\d{56}$/),
  })
  const ids = found.events!.map(({ eventId }) => eventId!)
  expect(ids).toEqual([...new Set(ids)].sort())
  const byArn = { logGroupName: undefined, logGroupIdentifier: groupArn(plane, group) }
  expect(textsOf(await filter(plane.admin, group, byArn))).toEqual(texts)
})

test('pages concatenate to the whole, whichever streams are looked at', async () => {
  const texts = await putInTurns()
  const selections: [Partial<FilterLogEventsCommandInput>, string[]][] = [
    [{}, texts],
    [{ logStreamNames: ['db'] }, texts.filter(text => text.startsWith('db'))],
    [{ logStreamNames: ['web/1', 'db'] }, texts.filter(text => !text.startsWith('web/2'))],
    [{ logStreamNamePrefix: 'web/' }, texts.filter(text => text.startsWith('web'))],
  ]
  for (const [selection, expected] of selections) {
    const found: unknown[] = []
    const input = { logGroupName: group, ...selection }
    for await (const page of paginateFilterLogEvents({ client: plane.admin.logs, pageSize: 1 }, input)) {
      found.push(...textsOf(page))
    }
    expect(found).toEqual(expected)
  }
})

test('a range includes both of its ends', async () => {
  const at = now()
  await put(
    plane.admin,
    group,
    [-2, -1, 0].map(ago => [at + ago, String(ago)] as const),
    'db',
  )
  expect(textsOf(await filter(plane.admin, group, { startTime: at - 1 }))).toEqual(['-1', '0'])
  expect(textsOf(await filter(plane.admin, group, { endTime: at - 1 }))).toEqual(['-2', '-1'])
})

test('patterns select events', async () => {
  const texts = ['ERROR disk full', 'WARN slow', JSON.stringify({ level: 'error', code: 507 })]
  await put(
    plane.admin,
    group,
    texts.map(text => [now(), text] as const),
    'db',
  )
  const matching = async (filterPattern: string) => textsOf(await filter(plane.admin, group, { filterPattern }))
  expect(await matching('')).toEqual(texts)
  expect(await matching('?ERROR ?WARN')).toEqual(texts.slice(0, 2))
  expect(await matching('-ERROR')).toEqual(texts.slice(1))
  expect(await matching('{ $.level = "err*" && $.code >= 500 }')).toEqual(texts.slice(2))
  expect(await matching('%[Ee]rror|disk%')).toEqual([texts[0], texts[2]])
})

test('a search that finds nothing in a large group ends its calls early and says where to go on', async () => {
  await createStreams(plane.admin, group, 'large')
  for (let batch = 0; batch < 2; batch++) {
    const events = Array.from({ length: 10_000 }, () => [now(), 'dull'] as const)
    await put(plane.admin, group, events, 'large')
  }
  await put(plane.admin, group, [[now() + 60_000, 'needle']], 'large')
  let [calls, nextToken]: [number, string | undefined] = [0, undefined]
  const found: unknown[] = []
  do {
    const page = await filter(plane.admin, group, { filterPattern: 'needle', nextToken })
    nextToken = page.nextToken
    found.push(...textsOf(page))
    calls++
  } while (nextToken)
  expect(found).toEqual(['needle'])
  expect(calls).toBeGreaterThan(1)
  expect(calls).toBeLessThan(5)
})

test('events of deleted streams and groups are found no more, and purged', async () => {
  await putInTurns()
  const { storage } = plane.running.app
  const scope = { accountId: plane.accountId, region: plane.admin.region }
  const { id } = (await storage.read.logGroups.find(scope, group))!
  const everything = { after: { atMs: 0, streamId: 0, sequence: 0 }, before: { atMs: 9e15, streamId: 0, sequence: 0 } }
  const portion = { from: 'start', limit: 100, bytesMax: 1e6 } as const
  const stored = async () => (await storage.read.logEvents.listOfGroup(id, everything, portion)).items.length
  await plane.admin.logs.send(new DeleteLogStreamCommand({ logGroupName: group, logStreamName: 'db' }))
  expect(textsOf(await filter(plane.admin, group))).toEqual(['web/1 0', 'web/2 0', 'web/1 1', 'web/2 1'])
  await purgeLogs(storage, plane.clock.now())
  expect(await stored()).toBe(4)
  await plane.admin.logs.send(new DeleteLogGroupCommand({ logGroupName: group }))
  await purgeLogs(storage, plane.clock.now())
  expect(await stored()).toBe(0)
  expect(await storage.read.logStreams.find(id, 'web/1')).toBeUndefined()
  expect(await storage.read.logEvents.listRemovals(10)).toEqual([])
})

test('refuses patterns it does not understand, streams that are not there, and contradictions', async () => {
  const refused = async (input: object) => {
    const { code, message } = await refusal(filter(plane.admin, group, input))
    return `${code}: ${message}`
  }
  expect(await refused({ filterPattern: '[ip, user=root]' })).toBe(
    'InvalidParameterException: Space-delimited filter patterns are not supported',
  )
  expect(await refused({ filterPattern: 'foo-bar' })).toBe(
    "InvalidParameterException: Invalid character(s) in term 'foo-bar'",
  )
  expect(await refused({ filterPattern: '{ $.a }' })).toContain('InvalidParameterException: Invalid filter pattern')
  expect(await refused({ logStreamNames: ['db', 'other'] })).toBe(
    'ResourceNotFoundException: The specified log stream does not exist.',
  )
  expect(await refused({ logStreamNames: ['db'], logStreamNamePrefix: 'w' })).toContain('InvalidParameterException')
  expect(await refused({ nextToken: Buffer.from('h1.12').toString('base64url') })).toBe(
    'InvalidParameterException: The specified nextToken is invalid.',
  )
  const other = await plane.account('other')
  expect((await refusal(filter(other, group))).code).toBe('ResourceNotFoundException')
})
