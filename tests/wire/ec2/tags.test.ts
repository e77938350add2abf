// CreateTags, DeleteTags and DescribeTags.
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  type Filter,
  paginateDescribeTags,
  type Tag,
} from '@aws-sdk/client-ec2'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowing } from '../ssm/denial.ts'
import { dryRunSucceeded, ec2Denial, findInstance, runningHosts, unknownInstanceId } from './launching.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const create = (Resources: string[], Tags: Tag[], { ec2 } = plane.admin, DryRun?: boolean) =>
  ec2.send(new CreateTagsCommand({ Resources, Tags, DryRun }))
const remove = (Resources: string[], Tags?: Tag[], { ec2 } = plane.admin, DryRun?: boolean) =>
  ec2.send(new DeleteTagsCommand({ Resources, Tags, DryRun }))
const find = async (Filters: Filter[] = [], { ec2 } = plane.admin) =>
  (await ec2.send(new DescribeTagsCommand({ Filters }))).Tags!
const tagsOf = async (id: string) =>
  Object.fromEntries((await findInstance(plane.admin, id)).Tags!.map(({ Key, Value }) => [Key, Value]))
const arnOf = (id: string) => `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${id}`
const tag = (Key: string, Value = 'v') => ({ Key, Value })

describe('CreateTags', () => {
  test('adds tags to several instances, and overwrites values', async () => {
    const ids = (await runningHosts(plane, 2)) as [string, string]
    await create(ids, [tag('Name', 'web'), tag('Team', 'blue')])
    await create([ids[0]], [tag('Team', 'red'), { Key: 'bare' }])
    expect(await tagsOf(ids[0])).toEqual({ Name: 'web', Team: 'red', bare: '' })
    expect(await tagsOf(ids[1])).toEqual({ Name: 'web', Team: 'blue' })
  })

  test('takes keys and values up to EC2’s lengths, in any script', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const longest = { ['k'.repeat(128)]: 'v'.repeat(256), 名前: 'サーバー', '__proto__ ': '+-=._:/@' }
    await create(
      [id],
      Object.entries(longest).map(([key, value]) => tag(key, value)),
    )
    expect(await tagsOf(id)).toEqual(longest)
    expect((await refusal(create([id], [tag('k'.repeat(129))]))).code).toBe('InvalidParameterValue')
    expect((await refusal(create([id], [tag('k', 'v'.repeat(257))]))).code).toBe('InvalidParameterValue')
  })

  test('refuses keys of AWS’s own and empty ones, and then adds none', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    for (const Key of ['aws:cloudformation:stack-name', 'AWS:x', '']) {
      expect((await refusal(create([id], [tag('good'), tag(Key)]))).code).toBe('InvalidParameterValue')
    }
    expect(await tagsOf(id)).toEqual({})
  })

  test('gives an instance fifty tags at most, whatever the number of calls', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const keys = Array.from({ length: 50 }, (_, i) => tag(`k${i}`))
    await create([id], keys.slice(0, 30))
    await create([id], keys.slice(20))
    expect(await refusal(create([id], [tag('one-more')]))).toEqual({
      code: 'TagLimitExceeded',
      status: 400,
      message: `Tag limit exceeded for resource '${id}'`,
    })
    await create([id], [tag('k0', 'new')])
    expect(Object.keys(await tagsOf(id)).length).toBe(50)
  })

  test('refuses ids that are missing, malformed, of other kinds, or none', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    expect((await refusal(create([id, unknownInstanceId], [tag('a')]))).code).toBe('InvalidInstanceID.NotFound')
    expect((await refusal(create(['i-xyz'], [tag('a')]))).code).toBe('InvalidInstanceID.Malformed')
    expect(await refusal(create(['vol-0123456789abcdef0'], [tag('a')]))).toEqual({
      code: 'InvalidID',
      status: 400,
      message: "The ID 'vol-0123456789abcdef0' is not valid",
    })
    expect((await refusal(create([], [tag('a')]))).code).toBe('MissingParameter')
    expect((await refusal(create([id], []))).code).toBe('MissingParameter')
    expect(await tagsOf(id)).toEqual({})
  })
})

describe('DeleteTags', () => {
  test('takes away by key, by key and value, or all', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    await create([id], [tag('a', '1'), tag('b', '2'), tag('c', ''), tag('d', '4')])
    await remove([id], [{ Key: 'a' }, tag('b', 'other'), tag('missing')])
    expect(await tagsOf(id)).toEqual({ b: '2', c: '', d: '4' })
    await remove([id], [tag('b', '2'), tag('d', '')])
    expect(await tagsOf(id)).toEqual({ c: '', d: '4' })
    await remove([id])
    expect(await tagsOf(id)).toEqual({})
  })

  test('refuses what is no instance', async () => {
    expect((await refusal(remove([unknownInstanceId]))).code).toBe('InvalidInstanceID.NotFound')
    expect((await refusal(remove(['sg-1']))).code).toBe('InvalidID')
  })
})

describe('DescribeTags', () => {
  test('lists tags by resource, key and value', async () => {
    const [first, second] = (await runningHosts(plane, 2)) as [string, string]
    await create([first, second], [tag('purpose', 'listing')])
    await create([second], [tag('purpose2', 'listing')])
    const entry = (ResourceId: string, Key: string) => ({ ResourceId, ResourceType: 'instance', Key, Value: 'listing' })
    const [one, two] = [first, second].sort() as [string, string]
    expect(await find([{ Name: 'key', Values: ['purpose'] }])).toEqual([entry(one, 'purpose'), entry(two, 'purpose')])
    expect(await find([{ Name: 'resource-id', Values: [second] }])).toEqual([
      entry(second, 'purpose'),
      entry(second, 'purpose2'),
    ])
    expect((await find([{ Name: 'value', Values: ['list*'] }])).length).toBe(3)
    expect((await find([{ Name: 'tag:purpose2', Values: ['listing'] }])).length).toBe(1)
    expect(await find([{ Name: 'resource-type', Values: ['volume'] }])).toEqual([])
    expect((await refusal(find([{ Name: 'colour', Values: ['red'] }]))).code).toBe('InvalidParameterValue')
  })

  test('pages to the end, each tag once', async () => {
    const ids = await runningHosts(plane, 4)
    await create(
      ids,
      ['a', 'B', 'b:', 'ä', '~', ' '].map(Key => tag(Key, 'paged')),
    )
    const Filters = [{ Name: 'value', Values: ['paged'] }]
    const found = []
    for await (const { Tags } of paginateDescribeTags({ client: plane.admin.ec2, pageSize: 5 }, { Filters })) {
      expect(Tags!.length).toBeLessThanOrEqual(5)
      found.push(...Tags!)
    }
    expect(found).toEqual(await find(Filters))
    expect(found.length).toBe(24)
  })
})

describe('others', () => {
  test('another account and another region neither see nor change tags', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    await create([id], [tag('mine')])
    const other = await plane.account('other')
    for (const clients of [other, plane.admin.inRegion('eu-west-1')]) {
      expect(await find([], clients)).toEqual([])
      expect((await refusal(create([id], [tag('theirs')], clients))).code).toBe('InvalidInstanceID.NotFound')
      expect((await refusal(remove([id], undefined, clients))).code).toBe('InvalidInstanceID.NotFound')
    }
    expect(await tagsOf(id)).toEqual({ mine: 'v' })
  })

  test('a user whom nothing allows it is refused', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const user = await plane.user('nobody')
    expect(await refusal(create([id], [tag('a')], user))).toEqual(
      ec2Denial(plane, 'nobody', 'ec2:CreateTags', arnOf(id)),
    )
    expect(await refusal(remove([id], [], user))).toEqual(ec2Denial(plane, 'nobody', 'ec2:DeleteTags', arnOf(id)))
    expect(await refusal(find([], user))).toEqual(ec2Denial(plane, 'nobody', 'ec2:DescribeTags'))
  })

  test('policies go by the tags in the request', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const Condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'stage'] } }
    const user = await plane.user('team-tagger', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['ec2:CreateTags', 'ec2:DeleteTags'], Resource: '*', Condition }],
    })
    await create([id], [tag('team'), tag('stage')], user)
    expect((await refusal(create([id], [tag('team'), tag('owner')], user))).code).toBe('UnauthorizedOperation')
    await remove([id], [{ Key: 'stage' }], user)
    await create([id], [tag('owner')])
    expect((await refusal(remove([id], [{ Key: 'owner' }], user))).code).toBe('UnauthorizedOperation')
    expect(await tagsOf(id)).toEqual({ team: 'v', owner: 'v' })
  })

  test('dry runs change nothing', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    await create([id], [tag('kept')])
    expect(await refusal(create([id], [tag('new')], plane.admin, true))).toEqual(dryRunSucceeded)
    expect(await refusal(remove([id], undefined, plane.admin, true))).toEqual(dryRunSucceeded)
    expect(await tagsOf(id)).toEqual({ kept: 'v' })
    const reader = await plane.user('tag-reader', allowing('ec2:DescribeTags'))
    expect((await refusal(create([id], [tag('new')], reader, true))).code).toBe('UnauthorizedOperation')
  })
})
