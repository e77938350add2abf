// Who may do what to which group and stream: the resource of each question, its keys, and what hosts may do.
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  ListTagsForResourceCommand,
  TagLogGroupCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { AttachRolePolicyCommand } from '@aws-sdk/client-iam'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allowing, denial } from '../ssm/denial.ts'
import { keysSeen, probe } from '../../security/keys-seen.ts'
import { createGroup, createGroupWithStream, createStreams, filter, groupArn, newName, put, read } from './log-calls.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const now = () => plane.clock.now().getTime()
const allow = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
})

test('refusals name the resource as AWS’s do, whether it is there or not', async () => {
  const nobody = await plane.user('nobody')
  const there = await createGroupWithStream(plane.admin)
  for (const name of [there, '/not/there']) {
    const arn = groupArn(plane, name)
    const denied = (action: string, resource: string) => denial(plane, 'nobody', `logs:${action}`, resource)
    const { logs } = nobody
    expect(await refusal(createGroup(nobody, { logGroupName: name }))).toEqual(
      denied('CreateLogGroup', `${arn}:log-stream:`),
    )
    expect(await refusal(createStreams(nobody, name, 's'))).toEqual(denied('CreateLogStream', `${arn}:log-stream:s`))
    expect(await refusal(put(nobody, name, [[now(), 'x']]))).toEqual(denied('PutLogEvents', `${arn}:log-stream:s`))
    expect(await refusal(read(nobody, name))).toEqual(denied('GetLogEvents', `${arn}:log-stream:s`))
    expect(await refusal(filter(nobody, name))).toEqual(denied('FilterLogEvents', `${arn}:log-stream:`))
    const streams = logs.send(new DescribeLogStreamsCommand({ logGroupIdentifier: arn }))
    expect(await refusal(streams)).toEqual(denied('DescribeLogStreams', `${arn}:log-stream:`))
    const tags = logs.send(new ListTagsForResourceCommand({ resourceArn: arn }))
    expect(await refusal(tags)).toEqual(denied('ListTagsForResource', arn))
  }
  const all = groupArn(plane, '')
  const groups = nobody.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: there }))
  expect(await refusal(groups)).toEqual(denial(plane, 'nobody', 'logs:DescribeLogGroups', `${all}:log-stream:`))
})

test('a policy for one group, written with the ARN that AWS shows, is for that group alone', async () => {
  const [own, other] = [await createGroupWithStream(plane.admin), await createGroupWithStream(plane.admin)]
  const user = await plane.user('one-group', allow('logs:*', `${groupArn(plane, own)}:*`))
  await put(user, own, [[now(), 'x']])
  expect((await read(user, own)).events).toHaveLength(1)
  for (const call of [put(user, other, [[now(), 'x']]), read(user, other), filter(user, other)]) {
    expect((await refusal(call)).code).toBe('AccessDeniedException')
  }
  // Tagging by ARN takes the ARN without the asterisk.
  const tagging = user.logs.send(new ListTagsForResourceCommand({ resourceArn: groupArn(plane, own) }))
  expect((await refusal(tagging)).code).toBe('AccessDeniedException')
})

test('a policy for one stream is for that stream alone, and an ARN of another partition names no group', async () => {
  const group = await createGroupWithStream(plane.admin)
  await createStreams(plane.admin, group, 't')
  const denied = { Effect: 'Deny', Action: '*', Resource: `${groupArn(plane, group)}:log-stream:t` }
  const user = await plane.user('one-stream', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }, denied],
  })
  await put(user, group, [[now(), 'x']])
  expect((await refusal(put(user, group, [[now(), 'x']], 't'))).code).toBe('AccessDeniedException')
  const logGroupIdentifier = groupArn(plane, group).replace('arn:aws:', 'arn:aws-cn:')
  const elsewhere = read(user, group, { logGroupName: undefined, logGroupIdentifier, logStreamName: 't' })
  expect((await refusal(elsewhere)).code).toBe('ResourceNotFoundException')
})

test('tags at creation take one of the permissions to tag', async () => {
  const input = () => ({ logGroupName: newName(), tags: { team: 'blue' } })
  const without = await plane.user('creator', allowing('logs:CreateLogGroup'))
  const first = input()
  expect(await refusal(createGroup(without, first))).toEqual(
    denial(plane, 'creator', 'logs:TagResource', groupArn(plane, first.logGroupName)),
  )
  for (const action of ['logs:TagResource', 'logs:TagLogGroup']) {
    const user = await plane.user(`creator-${action.slice(5)}`, allowing('logs:CreateLogGroup', action))
    await createGroup(user, input())
  }
})

test('policies see the tags of the group and those of the request', async () => {
  const keys = ['aws:ResourceTag/team', 'aws:RequestTag/team', 'aws:TagKeys']
  const user = await plane.user('ada', probe(keys))
  const logGroupName = newName()
  const requested = { 'aws:requesttag/team': 'blue', 'aws:tagkeys': ['team'] }
  await user.logs.send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'blue' } }))
  expect(await keysSeen(plane, 'logs:CreateLogGroup')).toEqual(requested)
  await user.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }))
  const own = { 'aws:resourcetag/team': 'blue' }
  expect(await keysSeen(plane, 'logs:CreateLogStream')).toEqual(own)
  await put(user, logGroupName, [[now(), 'x']])
  expect(await keysSeen(plane, 'logs:PutLogEvents')).toEqual(own)
  const tags = { team: 'red' }
  await user.logs.send(new TagLogGroupCommand({ logGroupName, tags }))
  expect(await keysSeen(plane, 'logs:TagLogGroup')).toEqual({ ...own, ...requested, 'aws:requesttag/team': 'red' })
  await user.logs.send(new TagResourceCommand({ resourceArn: groupArn(plane, logGroupName), tags }))
  expect(await keysSeen(plane, 'logs:TagResource')).toEqual({
    'aws:resourcetag/team': 'red',
    'aws:requesttag/team': 'red',
    'aws:tagkeys': ['team'],
  })
})

test('a host under CloudWatchAgentServerPolicy writes its logs, and reads none', async () => {
  const profile = await makeInstanceProfile(plane.admin, 'logger')
  const PolicyArn = 'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy'
  await plane.admin.iam.send(new AttachRolePolicyCommand({ RoleName: 'logger', PolicyArn }))
  const host = await plane.host(profile)
  const clients = plane.clients(await host.profile())
  const logGroupName = newName('/hosts')
  await createGroup(clients, { logGroupName })
  await createStreams(clients, logGroupName, 's')
  const { logGroups } = await clients.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))
  expect(logGroups).toHaveLength(1)
  const { nextSequenceToken } = await put(clients, logGroupName, [[now(), 'from a host']])
  const { logStreams } = await clients.logs.send(
    new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: 's' }),
  )
  expect(logStreams![0]!.uploadSequenceToken).toBe(nextSequenceToken)
  expect(await refusal(read(clients, logGroupName))).toMatchObject({ code: 'AccessDeniedException' })
})

test('a host under Default Host Management has nothing to do with logs', async () => {
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const group = await createGroupWithStream(plane.admin)
  const host = plane.clients(await (await plane.host()).join())
  for (const call of [
    put(host, group, [[now(), 'x']]),
    createStreams(host, group, 't'),
    host.logs.send(new DescribeLogGroupsCommand({})),
  ]) {
    const { code, message } = await refusal(call)
    expect(code).toBe('AccessDeniedException')
    expect(message).toContain(`arn:aws:logs:${testRegion}:${plane.accountId}:log-group:`)
  }
})
