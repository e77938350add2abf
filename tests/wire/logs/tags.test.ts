// Tags of groups, by name and by ARN: one story, so one file.
import {
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagLogGroupCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createGroup, groupArn } from './log-calls.ts'

let plane: TestPlane
let logGroupName: string
let resourceArn: string
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())
beforeEach(async () => {
  logGroupName = await createGroup(plane.admin, { tags: { team: 'blue' } })
  resourceArn = groupArn(plane, logGroupName)
})

const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))
const byName = async () => (await plane.admin.logs.send(new ListTagsLogGroupCommand({ logGroupName }))).tags
const byArn = async (clients = plane.admin) =>
  (await clients.logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags

test('tags of creation are there, come and go by ARN and by name, and end with the group', async () => {
  const { logs } = plane.admin
  expect(await byName()).toEqual({ team: 'blue' })
  await logs.send(new TagResourceCommand({ resourceArn, tags: { team: 'red', stage: '' } }))
  await logs.send(new TagLogGroupCommand({ logGroupName, tags: { owner: 'ü @+=' } }))
  expect(await byName()).toEqual({ team: 'red', stage: '', owner: 'ü @+=' })
  await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['stage', 'never there'] }))
  await logs.send(new UntagLogGroupCommand({ logGroupName, tags: ['owner'] }))
  expect(await byArn()).toEqual({ team: 'red' })
  await logs.send(new DeleteLogGroupCommand({ logGroupName }))
  await createGroup(plane.admin, { logGroupName })
  expect(await byArn()).toEqual({})
})

test('fifty tags in all, and none of AWS’s own', async () => {
  const { logs } = plane.admin
  const byResource = await refusal(logs.send(new TagResourceCommand({ resourceArn, tags: numbered(50) })))
  expect(byResource).toMatchObject({ code: 'TooManyTagsException', status: 400 })
  const byGroup = await refusal(logs.send(new TagLogGroupCommand({ logGroupName, tags: numbered(50) })))
  expect(byGroup.code).toBe('InvalidParameterException')
  for (const key of ['aws:a', 'a*']) {
    const tags = { [key]: 'b' }
    expect((await refusal(logs.send(new TagResourceCommand({ resourceArn, tags })))).code).toBe(
      'InvalidParameterException',
    )
    expect((await refusal(createGroup(plane.admin, { tags }))).code).toBe('InvalidParameterException')
  }
  expect(await byArn()).toEqual({ team: 'blue' })
})

test('only groups of this account and region are tagged', async () => {
  const other = await plane.account('other')
  for (const clients of [other, plane.admin.inRegion('eu-west-1')]) {
    expect((await refusal(byArn(clients))).code).toBe('ResourceNotFoundException')
    expect((await refusal(clients.logs.send(new ListTagsLogGroupCommand({ logGroupName })))).code).toBe(
      'ResourceNotFoundException',
    )
  }
  resourceArn = groupArn(plane, '/not/there')
  expect((await refusal(byArn())).code).toBe('ResourceNotFoundException')
  resourceArn = 'nonsense'
  expect((await refusal(byArn())).code).toBe('InvalidParameterException')
})
