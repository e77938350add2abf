import {
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGroup, createGroupWithStream, createStreams, groupArn, put, read } from './log-calls.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const describeStreams = async (input: DescribeLogStreamsCommandInput, { logs }: TestClients = plane.admin) =>
  (await logs.send(new DescribeLogStreamsCommand(input))).logStreams!
const namesOf = async (input: DescribeLogStreamsCommandInput) =>
  (await describeStreams(input)).map(({ logStreamName }) => logStreamName)

test('a stream is created, tells of its events, and is deleted with them', async () => {
  const logGroupName = await createGroupWithStream(plane.admin)
  const arn = `${groupArn(plane, logGroupName)}:log-stream:s`
  const creationTime = expect.any(Number)
  expect(await describeStreams({ logGroupName })).toEqual([{ logStreamName: 's', creationTime, arn, storedBytes: 0 }])
  const now = plane.clock.now().getTime()
  const { nextSequenceToken } = await put(plane.admin, logGroupName, [
    [now - 5_000, 'first'],
    [now - 1_000, 'last'],
  ])
  await put(plane.admin, logGroupName, [[now - 3_000, 'between']])
  const [stream] = await describeStreams({ logGroupIdentifier: groupArn(plane, logGroupName) })
  expect(stream).toMatchObject({ firstEventTimestamp: now - 5_000, lastEventTimestamp: now - 1_000, storedBytes: 0 })
  expect(stream!.lastIngestionTime).toBeGreaterThanOrEqual(now)
  expect(stream!.uploadSequenceToken).toMatch(/^\d{56}$/)
  expect(stream!.uploadSequenceToken! > nextSequenceToken!).toBe(true)
  await plane.admin.logs.send(new DeleteLogStreamCommand({ logGroupName, logStreamName: 's' }))
  expect(await describeStreams({ logGroupName })).toEqual([])
  expect(await refusal(read(plane.admin, logGroupName))).toEqual({
    code: 'ResourceNotFoundException',
    status: 400,
    message: 'The specified log stream does not exist.',
  })
  await createStreams(plane.admin, logGroupName, 's')
  expect((await read(plane.admin, logGroupName)).events).toEqual([])
})

test('streams are listed by name and by their latest event, both ways', async () => {
  const logGroupName = await createGroup(plane.admin)
  await createStreams(plane.admin, logGroupName, 'b', 'a/2', 'a/1', '名前')
  const now = plane.clock.now().getTime()
  await put(plane.admin, logGroupName, [[now, 'x']], 'a/2')
  await put(plane.admin, logGroupName, [[now - 1, 'x']], 'b')
  expect(await namesOf({ logGroupName })).toEqual(['a/1', 'a/2', 'b', '名前'])
  expect(await namesOf({ logGroupName, descending: true })).toEqual(['名前', 'b', 'a/2', 'a/1'])
  expect(await namesOf({ logGroupName, logStreamNamePrefix: 'a/' })).toEqual(['a/1', 'a/2'])
  const byTime = { logGroupName, orderBy: 'LastEventTime' } as const
  expect(await namesOf({ ...byTime, descending: true, limit: 2 })).toEqual(['a/2', 'b'])
  const found: unknown[] = []
  const pages = paginateDescribeLogStreams({ client: plane.admin.logs, pageSize: 1 }, { ...byTime, descending: true })
  for await (const { logStreams } of pages) found.push(...logStreams!.map(({ logStreamName }) => logStreamName))
  expect(found).toEqual(['a/2', 'b', '名前', 'a/1'])
})

test('refuses what AWS refuses', async () => {
  const logGroupName = await createGroupWithStream(plane.admin)
  const refused = async (input: Partial<DescribeLogStreamsCommandInput>) => {
    const { code, message } = await refusal(describeStreams({ logGroupName, ...input }))
    return `${code}: ${message}`
  }
  expect(await refused({ orderBy: 'LastEventTime', logStreamNamePrefix: 'a' })).toBe(
    'InvalidParameterException: Cannot order by LastEventTime with a logStreamNamePrefix.',
  )
  expect(await refused({ nextToken: 'nonsense' })).toBe(
    'InvalidParameterException: The specified nextToken is invalid.',
  )
  expect(await refused({ logGroupIdentifier: logGroupName })).toContain('InvalidParameterException: Exactly one of')
  expect(await refused({ logGroupName: undefined })).toContain('InvalidParameterException: Exactly one of')
  expect(await refused({ logGroupName: '/not/there' })).toBe(
    'ResourceNotFoundException: The specified log group does not exist.',
  )
  for (const name of ['a:b', 'a*', '', 'n'.repeat(513), 'NUL \0']) {
    expect((await refusal(createStreams(plane.admin, logGroupName, name))).code).toBe('InvalidParameterException')
  }
  expect(await refused({ logStreamNamePrefix: '\0' })).toContain('InvalidParameterException')
  expect(await refusal(createStreams(plane.admin, logGroupName, 's'))).toEqual({
    code: 'ResourceAlreadyExistsException',
    status: 400,
    message: 'The specified log stream already exists',
  })
  expect((await refusal(createStreams(plane.admin, '/not/there', 's'))).code).toBe('ResourceNotFoundException')
})

test('another account does not see a group’s streams', async () => {
  const logGroupName = await createGroupWithStream(plane.admin)
  const other = await plane.account('other')
  for (const input of [{ logGroupName }, { logGroupIdentifier: groupArn(plane, logGroupName) }]) {
    expect((await refusal(describeStreams(input, other))).code).toBe('ResourceNotFoundException')
  }
})
