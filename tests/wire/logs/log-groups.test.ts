// Groups and their retention: one story, so one file.
import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  paginateDescribeLogGroups,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGroup, createGroupWithStream, createStreams, groupArn, newName, put, read } from './log-calls.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const describeGroups = async (input: DescribeLogGroupsCommandInput = {}, { logs }: TestClients = plane.admin) =>
  (await logs.send(new DescribeLogGroupsCommand(input))).logGroups!
const namesOf = async (input: DescribeLogGroupsCommandInput, clients?: TestClients) =>
  (await describeGroups(input, clients)).map(({ logGroupName }) => logGroupName)
const retain = (logGroupName: string, retentionInDays: number) =>
  plane.admin.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }))

test('a group is created, described and deleted', async () => {
  const before = plane.clock.now().getTime()
  const name = await createGroup(plane.admin)
  const [group] = await describeGroups({ logGroupNamePrefix: name })
  expect(group).toEqual({
    logGroupName: name,
    creationTime: expect.any(Number),
    metricFilterCount: 0,
    arn: `${groupArn(plane, name)}:*`,
    logGroupArn: groupArn(plane, name),
    storedBytes: 0,
    logGroupClass: 'STANDARD',
    deletionProtectionEnabled: false,
  })
  expect(group!.creationTime).toBeGreaterThanOrEqual(before)
  await plane.admin.logs.send(new DeleteLogGroupCommand({ logGroupName: name }))
  expect(await describeGroups({ logGroupNamePrefix: name })).toEqual([])
})

test('what is stored in a group is counted as AWS counts it', async () => {
  const name = await createGroupWithStream(plane.admin)
  await createStreams(plane.admin, name, 't')
  const now = plane.clock.now().getTime()
  await put(plane.admin, name, [[now, 'four']])
  await put(plane.admin, name, [[now, '日本']], 't')
  expect((await describeGroups({ logGroupNamePrefix: name }))[0]!.storedBytes).toBe(4 + 26 + 6 + 26)
})

test('a name is taken once, and free again when its group is deleted, which begins empty then', async () => {
  const name = await createGroupWithStream(plane.admin)
  const now = plane.clock.now().getTime()
  await put(plane.admin, name, [[now, 'old']])
  expect(await refusal(createGroup(plane.admin, { logGroupName: name }))).toEqual({
    code: 'ResourceAlreadyExistsException',
    status: 400,
    message: 'The specified log group already exists',
  })
  await plane.admin.logs.send(new DeleteLogGroupCommand({ logGroupName: name }))
  await createGroup(plane.admin, { logGroupName: name })
  expect((await refusal(read(plane.admin, name))).message).toBe('The specified log stream does not exist.')
  await createStreams(plane.admin, name, 's')
  expect((await read(plane.admin, name)).events).toEqual([])
})

test('groups are found by prefix, by part and by identifier, in pages', async () => {
  const prefix = newName('/paged')
  const names = Array.from({ length: 7 }, (_, index) => `${prefix}/${index}`)
  for (const logGroupName of names.toReversed()) await createGroup(plane.admin, { logGroupName })
  const found: (string | undefined)[] = []
  const config = { client: plane.admin.logs, pageSize: 3 }
  for await (const page of paginateDescribeLogGroups(config, { logGroupNamePrefix: prefix })) {
    found.push(...page.logGroups!.map(({ logGroupName }) => logGroupName))
  }
  expect(found).toEqual(names)
  expect(await namesOf({ logGroupNamePattern: `${prefix.slice(3)}/4` })).toEqual([names[4]])
  expect(await namesOf({ logGroupNamePattern: prefix.toUpperCase() })).toEqual([])
  const logGroupIdentifiers = [names[2]!, groupArn(plane, names[1]!), '/not/there']
  expect(await namesOf({ logGroupIdentifiers })).toEqual([names[1], names[2]])
  expect(await namesOf({ logGroupNamePrefix: prefix, logGroupClass: 'INFREQUENT_ACCESS' })).toEqual([])
})

test('refuses a prefix with a pattern, a token that is none, and a page too large', async () => {
  expect(await refusal(describeGroups({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' }))).toEqual({
    code: 'InvalidParameterException',
    status: 400,
    message: 'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
  })
  expect((await refusal(describeGroups({ nextToken: 'nonsense' }))).code).toBe('InvalidParameterException')
  const zero = Buffer.from('h1.\0').toString('base64url')
  expect((await refusal(describeGroups({ nextToken: zero }))).code).toBe('InvalidParameterException')
  expect(await refusal(describeGroups({ limit: 51 }))).toEqual({
    code: 'InvalidParameterException',
    status: 400,
    message:
      "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50",
  })
})

test('names are those of AWS', async () => {
  expect(await refusal(createGroup(plane.admin, { logGroupName: 'no space' }))).toEqual({
    code: 'InvalidParameterException',
    status: 400,
    message:
      "1 validation error detected: Value 'no space' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
  })
  await createGroup(plane.admin, { logGroupName: `${'n'.repeat(511)}#` })
  expect((await refusal(createGroup(plane.admin, { logGroupName: 'n'.repeat(513) }))).code).toBe(
    'InvalidParameterException',
  )
})

test.each([
  [{ kmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/a' }, 'Hostler has no KMS'],
  [{ logGroupClass: 'INFREQUENT_ACCESS' as const }, 'STANDARD only'],
  [{ deletionProtectionEnabled: true }, 'Deletion protection is not supported'],
])('what would be promised and not kept is refused: %j', async (input, words) => {
  const { code, message } = await refusal(createGroup(plane.admin, input))
  expect(code).toBe('InvalidParameterException')
  expect(message).toContain(words)
})

test('retention is put, changed and taken away', async () => {
  const name = await createGroup(plane.admin)
  const days = async () => (await describeGroups({ logGroupNamePrefix: name }))[0]!.retentionInDays
  await retain(name, 14)
  expect(await days()).toBe(14)
  await retain(name, 3653)
  expect(await days()).toBe(3653)
  const { code, message } = await refusal(retain(name, 2))
  expect(code).toBe('InvalidParameterException')
  expect(message).toContain("Value '2' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum")
  await plane.admin.logs.send(new DeleteRetentionPolicyCommand({ logGroupName: name }))
  expect(await days()).toBeUndefined()
})

test('a group that is not there is not found, nor is one of another account or region', async () => {
  const name = await createGroup(plane.admin)
  const other = await plane.account('other')
  const missing = {
    code: 'ResourceNotFoundException',
    status: 400,
    message: 'The specified log group does not exist.',
  }
  for (const { logs } of [other, plane.admin.inRegion('eu-west-1')]) {
    for (const command of [
      new DeleteLogGroupCommand({ logGroupName: name }),
      new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: 1 }),
      new DeleteRetentionPolicyCommand({ logGroupName: name }),
    ]) {
      expect(await refusal(logs.send(command as DeleteLogGroupCommand))).toEqual(missing)
    }
  }
  expect(await namesOf({}, other)).toEqual([])
  expect(await namesOf({ logGroupIdentifiers: [name] }, other)).toEqual([])
  expect(await refusal(namesOf({ logGroupIdentifiers: [groupArn(plane, name)] }, other))).toEqual(missing)
  await other.logs.send(new CreateLogGroupCommand({ logGroupName: name }))
  expect(await namesOf({}, other)).toEqual([name])
})
