import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  type Filter,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  dryRunSucceeded,
  ec2Denial,
  findInstance,
  listInstances,
  runningHosts,
  unknownInstanceId,
} from './launching.ts'

let plane: TestPlane
let ids: string[]
beforeAll(async () => {
  plane = await startTestPlane()
  ids = [
    ...(await runningHosts(plane, 10)),
    ...(await runningHosts(plane, 2, { InstanceType: 't3.large', KeyName: 'ops', ClientToken: 'pair' })),
    ...(await runningHosts(plane, 1, { Placement: { AvailabilityZone: `${testRegion}c` } })),
  ].sort()
  const tag = (id: number, Key: string, Value: string) =>
    plane.admin.ec2.send(new CreateTagsCommand({ Resources: [ids[id]!], Tags: [{ Key, Value }] }))
  await tag(0, 'Name', 'web-1')
  await tag(1, 'Name', 'web-2')
  await tag(2, 'Name', 'db*')
  await tag(2, 'team', 'blue')
})
afterAll(() => plane.close())

async function idsWith(...Filters: Filter[]): Promise<string[]> {
  return (await listInstances(plane.admin, { Filters })).map(({ InstanceId }) => InstanceId!).sort()
}

describe('filters', () => {
  test('by tag: key and value, wildcards, and keys alone', async () => {
    expect(await idsWith({ Name: 'tag:Name', Values: ['web-1'] })).toEqual([ids[0]])
    expect(await idsWith({ Name: 'tag:Name', Values: ['web-?'] })).toEqual([ids[0], ids[1]])
    expect(await idsWith({ Name: 'tag:Name', Values: ['*b*'] })).toEqual([ids[0], ids[1], ids[2]])
    expect(await idsWith({ Name: 'tag:Name', Values: ['db\\*'] })).toEqual([ids[2]])
    expect(await idsWith({ Name: 'tag:Name', Values: ['web\\*'] })).toEqual([])
    expect(await idsWith({ Name: 'tag:name', Values: ['web-1'] })).toEqual([])
    expect(await idsWith({ Name: 'tag-key', Values: ['team', 'nothing'] })).toEqual([ids[2]])
  })

  test('values are alternatives, filters all have to hold', async () => {
    const named = { Name: 'tag:Name', Values: ['web-1', 'db\\*'] }
    expect(await idsWith(named)).toEqual([ids[0], ids[2]])
    expect(await idsWith(named, { Name: 'tag:team', Values: ['blue'] })).toEqual([ids[2]])
    expect(await idsWith(named, { Name: 'instance-id', Values: [ids[0]!, ids[1]!] })).toEqual([ids[0]])
  })

  test('every filter finds the instance that it describes, and only such', async () => {
    const pair = (await listInstances(plane.admin, { Filters: [{ Name: 'client-token', Values: ['pair'] }] })).sort(
      (a, b) => a.AmiLaunchIndex! - b.AmiLaunchIndex!,
    )
    const { ImageId, PrivateDnsName, PrivateIpAddress, InstanceId } = pair[0]!
    const both = pair.map(one => one.InstanceId!).sort()
    const { Reservations } = await plane.admin.ec2.send(new DescribeInstancesCommand({ InstanceIds: [InstanceId!] }))
    const expected: [string, string, unknown][] = [
      ['instance-type', 't3.large', both],
      ['key-name', 'ops', both],
      ['reservation-id', Reservations![0]!.ReservationId!, both],
      ['private-ip-address', PrivateIpAddress!, [InstanceId]],
      ['private-dns-name', PrivateDnsName!, [InstanceId]],
      ['image-id', ImageId!, ids],
      ['instance-state-name', 'running', ids],
      ['instance-state-name', 'stopped', []],
      ['owner-id', plane.accountId, ids],
      ['owner-id', '999999999999', []],
      ['metadata-options.http-tokens', 'required', ids],
      ['metadata-options.http-endpoint', 'disabled', []],
      ['metadata-options.http-put-response-hop-limit', '1', ids],
      ['metadata-options.instance-metadata-tags', 'enabled', []],
      ['instance-state-code', '16', ids],
      ['iam-instance-profile.id', '*', []],
      ['iam-instance-profile.arn', '*', []],
    ]
    for (const [Name, value, found] of expected)
      expect([Name, await idsWith({ Name, Values: [value] })]).toEqual([Name, found])
    const inZone = await idsWith({ Name: 'availability-zone', Values: [`${testRegion}c`] })
    expect(inZone.length).toBe(1)
    const second = await idsWith({ Name: 'launch-index', Values: ['1'] }, { Name: 'key-name', Values: ['ops'] })
    expect(second).toEqual([pair[1]!.InstanceId])
  })

  test('that nothing answers are refused, names of objects’ own members too', async () => {
    for (const Name of ['no-such-filter', 'Instance-Id', 'toString', '__proto__', '']) {
      expect(await refusal(idsWith({ Name, Values: ['a'] }))).toEqual({
        code: 'InvalidParameterValue',
        status: 400,
        message: `The filter '${Name}' is invalid`,
      })
    }
  })

  test('find what a plain comparison of characters finds', async () => {
    const [InstanceId] = ids
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '\\'), maxLength: 6 })
    const value = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\'), maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(value, fc.array(word, { minLength: 1, maxLength: 20 }), async (Value, patterns) => {
        const Tags = [{ Key: 'pattern', Value }]
        await plane.admin.ec2.send(new CreateTagsCommand({ Resources: [InstanceId!], Tags }))
        for (const pattern of patterns) {
          const found = await idsWith({ Name: 'tag:pattern', Values: [pattern] })
          expect([Value, pattern, found.length]).toEqual([Value, pattern, matches(Value, pattern) ? 1 : 0])
        }
      }),
      { numRuns: 25 },
    )
  })
})

/** What EC2 says of wildcards, said recursively. */
function matches(text: string, pattern: string): boolean {
  if (pattern === '') return text === ''
  const [first, second] = pattern
  if (first === '*') return matches(text, pattern.slice(1)) || (text !== '' && matches(text.slice(1), pattern))
  if (first === '\\' && second !== undefined) return text[0] === second && matches(text.slice(1), pattern.slice(2))
  return text !== '' && (first === '?' || first === text[0]) && matches(text.slice(1), pattern.slice(1))
}

test('instances are found by the profile they have', async () => {
  const apart = await startTestPlane()
  try {
    const arnOf = (name: string) => `arn:aws:iam::${apart.accountId}:instance-profile/${name}`
    const hosts: Record<string, string[]> = {}
    for (const name of ['Web', 'Db']) {
      const { IamInstanceProfile } = await makeInstanceProfile(apart.admin, name)
      hosts[name] = await runningHosts(apart, 2, { IamInstanceProfile })
    }
    await runningHosts(apart)
    for (const [value, found] of [
      [arnOf('Web'), hosts.Web!],
      [arnOf('D*'), hosts.Db!],
      [arnOf('*'), [...hosts.Web!, ...hosts.Db!]],
      [arnOf('Gone'), []],
    ] as const) {
      const list = await listInstances(apart.admin, {
        Filters: [{ Name: 'iam-instance-profile.arn', Values: [value] }],
      })
      expect(list.map(({ InstanceId }) => InstanceId!).sort()).toEqual([...found].sort())
    }
  } finally {
    await apart.close()
  }
})

describe('pages', () => {
  test('are refused for instances that are named', async () => {
    const named = { InstanceIds: ids.slice(0, 1), MaxResults: 5 }
    const combined = {
      code: 'InvalidParameterCombination',
      status: 400,
      message: 'The parameter instancesSet cannot be used with the parameter maxResults',
    }
    expect(await refusal(listInstances(plane.admin, named))).toEqual(combined)
    expect(await refusal(plane.admin.ec2.send(new DescribeInstanceStatusCommand(named)))).toEqual(combined)
  })

  test('of every size hold together every instance once, sorted', async () => {
    for (const pageSize of [5, 6, 12, 13, 14, 1000]) {
      const found: string[] = []
      for await (const page of paginateDescribeInstances({ client: plane.admin.ec2, pageSize }, {})) {
        const onPage = page.Reservations!.flatMap(({ Instances }) => Instances!)
        expect(onPage.length).toBeLessThanOrEqual(pageSize)
        found.push(...onPage.map(({ InstanceId }) => InstanceId!).sort())
      }
      expect(found).toEqual(ids)
    }
  })

  test('hold what filters leave', async () => {
    const Filters = [{ Name: 'key-name', Values: ['ops'] }]
    const { Reservations, NextToken } = await plane.admin.ec2.send(
      new DescribeInstancesCommand({ Filters, MaxResults: 5 }),
    )
    expect([Reservations!.length, Reservations![0]!.Instances!.length, NextToken]).toEqual([1, 2, undefined])
  })

  test('below five, and tokens that are none, are refused', async () => {
    for (const MaxResults of [4, 1, 0, -1]) {
      expect(await refusal(listInstances(plane.admin, { MaxResults }))).toEqual({
        code: 'InvalidParameterValue',
        status: 400,
        message: `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value greater than 5.`,
      })
    }
    for (const NextToken of ['garbage', '!', 'aDEu'.slice(0, 3)]) {
      expect((await refusal(listInstances(plane.admin, { NextToken }))).code).toBe('InvalidNextToken')
    }
  })
})

describe('ids', () => {
  test('that are named are answered once each', async () => {
    const found = await listInstances(plane.admin, { InstanceIds: [ids[3]!, ids[1]!, ids[3]!] })
    expect(found.map(({ InstanceId }) => InstanceId!).sort()).toEqual([ids[1], ids[3]])
  })

  test('that are missing are all named', async () => {
    const second = 'i-0eeeeeeeeeeeeeeee'
    expect(await refusal(findInstance(plane.admin, unknownInstanceId))).toEqual({
      code: 'InvalidInstanceID.NotFound',
      status: 400,
      message: `The instance ID '${unknownInstanceId}' does not exist`,
    })
    expect(await refusal(listInstances(plane.admin, { InstanceIds: [ids[0]!, unknownInstanceId, second] }))).toEqual({
      code: 'InvalidInstanceID.NotFound',
      status: 400,
      message: `The instance IDs '${unknownInstanceId}, ${second}' do not exist`,
    })
  })

  test('that no instance can have are malformed', async () => {
    for (const id of ['i-', 'i-xyz', 'mi-0123456789abcdef0', 'i-0123456789ABCDEF0', 'i-0123456789abcdef01']) {
      expect(await refusal(findInstance(plane.admin, id))).toEqual({
        code: 'InvalidInstanceID.Malformed',
        status: 400,
        message: `Invalid id: "${id}"`,
      })
    }
  })
})

describe('others', () => {
  test('another account and another region see nothing', async () => {
    const other = await plane.account('other')
    for (const clients of [other, plane.admin.inRegion('eu-west-1')]) {
      expect(await listInstances(clients)).toEqual([])
      expect((await refusal(findInstance(clients, ids[0]!))).code).toBe('InvalidInstanceID.NotFound')
    }
  })

  test('a user whom nothing allows it is refused, and a dry run says whether one may', async () => {
    const user = await plane.user('nobody')
    expect(await refusal(listInstances(user))).toEqual(ec2Denial(plane, 'nobody', 'ec2:DescribeInstances'))
    expect((await refusal(listInstances(user, { DryRun: true }))).code).toBe('UnauthorizedOperation')
    expect(await refusal(listInstances(plane.admin, { DryRun: true }))).toEqual(dryRunSucceeded)
  })
})
