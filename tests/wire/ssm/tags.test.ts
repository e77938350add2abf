// AddTagsToResource, ListTagsForResource and RemoveTagsFromResource: one story, so one file.
import { CreateTagsCommand, DescribeTagsCommand } from '@aws-sdk/client-ec2'
import {
  AddTagsToResourceCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
  type ResourceTypeForTagging,
  type Tag,
} from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { allowing, denial } from './denial.ts'

let plane: TestPlane
let id: string
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())
beforeEach(async () => {
  id = (await plane.host()).instanceId
})

const node = (ResourceId = id) => ({ ResourceType: 'ManagedInstance' as const, ResourceId })

const add = (Tags: Tag[], { ssm }: TestClients = plane.admin, target: object = {}) =>
  ssm.send(new AddTagsToResourceCommand({ ...node(), Tags, ...target }))
const remove = (TagKeys: string[], { ssm }: TestClients = plane.admin, target: object = {}) =>
  ssm.send(new RemoveTagsFromResourceCommand({ ...node(), TagKeys, ...target }))
const list = async ({ ssm }: TestClients = plane.admin, target: object = {}) =>
  (await ssm.send(new ListTagsForResourceCommand({ ...node(), ...target }))).TagList

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, number) => ({ Key: `key-${from + number}`, Value: 'v' }))

test('tags are added, overwritten, listed and removed', async () => {
  expect(await list()).toEqual([])
  await add([
    { Key: 'Environment', Value: 'Test' },
    { Key: 'Owner', Value: '' },
  ])
  await add([{ Key: 'Environment', Value: 'Production' }])
  expect(await list()).toEqual([
    { Key: 'Environment', Value: 'Production' },
    { Key: 'Owner', Value: '' },
  ])
  await remove(['Owner', 'NeverThere'])
  expect(await list()).toEqual([{ Key: 'Environment', Value: 'Production' }])
})

test('the tags of an EC2 host are those of the instance', async () => {
  await plane.admin.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'FromEc2', Value: 'yes' }] }))
  await add([{ Key: 'FromSsm', Value: 'yes' }])
  expect((await list())!.map(({ Key }) => Key)).toEqual(['FromEc2', 'FromSsm'])
  const Filters = [{ Name: 'resource-id', Values: [id] }]
  const { Tags } = await plane.admin.ec2.send(new DescribeTagsCommand({ Filters }))
  expect(Tags!.map(({ Key }) => Key)).toEqual(['FromEc2', 'FromSsm'])
})

test('keys and values keep their case and every character of theirs', async () => {
  const tags = [
    { Key: 'KEY', Value: 'ü 漢字' },
    { Key: 'key', Value: ' = + - @ / : _ . ' },
  ]
  await add(tags)
  expect(await list()).toEqual(tags)
})

describe('limits', () => {
  test('a resource has at most 50 tags, and a call that would exceed them adds none', async () => {
    await add(numbered(49))
    await add(numbered(1))
    expect(await refusal(add(numbered(2, 100)))).toMatchObject({ code: 'TooManyTagsError', status: 400 })
    expect(await list()).toHaveLength(49)
    await add(numbered(1, 100))
    expect(await list()).toHaveLength(50)
  })

  test('1,000 tags in one call are too many, and 1,001 break the constraint', async () => {
    expect((await refusal(add(numbered(1000)))).code).toBe('TooManyTagsError')
    expect((await refusal(add(numbered(1001)))).code).toBe('ValidationException')
  })

  test('1,000 keys can be removed at once', async () => {
    await add(numbered(3))
    await remove(numbered(1000).map(({ Key }) => Key))
    expect(await list()).toEqual([])
  })

  test('keys of AWS’s own, empty ones and over-long texts are refused', async () => {
    const wrong = [
      { Key: 'aws:owned', Value: 'v' },
      { Key: 'AWS:owned', Value: 'v' },
      { Key: '', Value: 'v' },
      { Key: 'k'.repeat(129), Value: 'v' },
      { Key: 'k', Value: 'v'.repeat(257) },
    ]
    for (const tag of wrong) expect((await refusal(add([tag]))).code).toBe('ValidationException')
    expect(await list()).toEqual([])
  })
})

describe.each([
  ['AddTagsToResource', (clients?: TestClients, target?: object) => add([{ Key: 'k', Value: 'v' }], clients, target)],
  ['RemoveTagsFromResource', (clients?: TestClients, target?: object) => remove(['k'], clients, target)],
  ['ListTagsForResource', (clients?: TestClients, target?: object) => list(clients, target)],
] as const)('%s', (name, call) => {
  test('knows the hosts of this account and region only', async () => {
    const other = await plane.account(`other-${name}`)
    const expected = { code: 'InvalidResourceId', status: 400 }
    expect(await refusal(call(other))).toMatchObject(expected)
    expect(await refusal(call(plane.admin.inRegion('eu-west-1')))).toMatchObject(expected)
    for (const ResourceId of ['i-0000000000000000f', 'mi-0123456789abcdef0', 'nonsense', '']) {
      expect(await refusal(call(plane.admin, { ResourceId }))).toMatchObject(expected)
    }
    expect(await list()).toEqual([])
  })

  test('tags no other type of resource here', async () => {
    const types: ResourceTypeForTagging[] = ['Parameter', 'PatchBaseline', 'MaintenanceWindow', 'OpsItem']
    for (const ResourceType of types) {
      expect(await refusal(call(plane.admin, { ResourceType }))).toMatchObject({
        code: 'InvalidResourceType',
        status: 400,
      })
    }
    expect((await refusal(call(plane.admin, { ResourceType: 'Toaster' }))).code).toBe('ValidationException')
  })

  test('is refused to a user whom no policy allows it, whether the host exists or not', async () => {
    const nobody = await plane.user(`nobody-${name}`)
    for (const ResourceId of [id, 'i-0000000000000000f']) {
      const resource = `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${ResourceId}`
      const expected = denial(plane, `nobody-${name}`, `ssm:${name}`, resource)
      expect(await refusal(call(nobody, { ResourceId }))).toEqual(expected)
    }
  })
})

test('policies see the tags of the node and those of the request', async () => {
  const statement = (Condition: object) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['ssm:AddTagsToResource', 'ec2:CreateTags'], Resource: '*', Condition }],
  })
  const ownTeam = await plane.user('own-team', statement({ StringEquals: { 'ssm:resourceTag/Team': 'Blue' } }))
  const someKeys = await plane.user(
    'some-keys',
    statement({
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['Colour'] },
      StringEquals: { 'aws:RequestTag/Colour': 'red' },
    }),
  )
  expect((await refusal(add([{ Key: 'x', Value: 'y' }], ownTeam))).code).toBe('AccessDeniedException')
  await add([{ Key: 'Team', Value: 'Blue' }])
  await add([{ Key: 'x', Value: 'y' }], ownTeam)
  await add([{ Key: 'Colour', Value: 'red' }], someKeys)
  expect((await refusal(add([{ Key: 'Colour', Value: 'blue' }], someKeys))).code).toBe('AccessDeniedException')
  const two = [
    { Key: 'Colour', Value: 'red' },
    { Key: 'Other', Value: 'x' },
  ]
  expect((await refusal(add(two, someKeys))).code).toBe('AccessDeniedException')
})

test('to list tags is no permission to change them', async () => {
  const reader = await plane.user('reader', allowing('ssm:ListTagsForResource'))
  expect(await list(reader)).toEqual([])
  expect((await refusal(remove(['k'], reader))).code).toBe('AccessDeniedException')
})

test('tags of EC2 nodes are EC2\u2019s own: changing them takes its permission too', async () => {
  const only = (Action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  })
  const adder = await plane.user('only-ssm-adds', only('ssm:AddTagsToResource'))
  const remover = await plane.user('only-ssm-removes', only('ssm:RemoveTagsFromResource'))
  const resource = `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${id}`
  expect(await refusal(add([{ Key: 'x', Value: 'y' }], adder))).toEqual(
    denial(plane, 'only-ssm-adds', 'ec2:CreateTags', resource),
  )
  expect(await refusal(remove(['x'], remover))).toEqual(denial(plane, 'only-ssm-removes', 'ec2:DeleteTags', resource))
})
