import {
  DescribeInstanceInformationCommand,
  DescribeInstancePropertiesCommand,
  GetParametersByPathCommand,
} from '@aws-sdk/client-ssm'
import { StopInstancesCommand } from '@aws-sdk/client-ec2'
import { shippedData } from '@hostler/plane/config/data-folder'
import { createImageCatalogue } from '@hostler/plane/domain/image/image-catalogue'
import { createPublicParameters } from '@hostler/plane/domain/parameter/public-parameters'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { managedNodes, report } from './managed-nodes.ts'

let plane: TestPlane
let running: string[]
let all: string[]
let windows: string[]
beforeAll(async () => {
  plane = await startTestPlane()
  const agents = await managedNodes(plane, 61)
  all = agents.map(({ instanceId }) => instanceId)
  const isWindows = (number: number) => number % 7 === 3
  await Promise.all(
    agents.filter((_, number) => isWindows(number)).map(agent => report(agent, { PlatformType: 'Windows' })),
  )
  windows = all.filter((_, number) => isWindows(number))
  const stopped = all.filter((_, number) => number % 5 === 1)
  await plane.admin.ec2.send(new StopInstancesCommand({ InstanceIds: stopped }))
  await plane.running.app.instances.idle()
  running = all.filter(id => !stopped.includes(id))
})
afterAll(() => plane.close())

/** Follows the tokens, each page of the next size. Fails when an empty page comes or the pages do not end. */
async function collect(
  sizes: readonly number[],
  read: (MaxResults: number, NextToken?: string) => Promise<{ ids: string[]; NextToken?: string | undefined }>,
): Promise<string[]> {
  const found: string[] = []
  let token: string | undefined
  for (let page = 0; page < 100; page++) {
    const size = sizes[page % sizes.length]!
    const { ids, NextToken } = await read(size, token)
    expect(ids.length).toBeLessThanOrEqual(size)
    if (NextToken === undefined) return [...found, ...ids]
    expect(ids).not.toEqual([])
    found.push(...ids)
    token = NextToken
  }
  throw new Error('the pages do not end')
}

const sizesOf = (min: number, max: number) => fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 4 })

const idsOf = (list: { InstanceId?: string }[] = []) => list.map(({ InstanceId }) => InstanceId!)

test('pages of any sizes concatenate to the whole list of nodes', async () => {
  const filters = fc.constantFrom(undefined, 'Windows', 'Linux')
  await fc.assert(
    fc.asyncProperty(sizesOf(5, 50), filters, async (sizes, platform) => {
      const Filters = platform && [{ Key: 'PlatformTypes', Values: [platform] }]
      const found = await collect(sizes, async (MaxResults, NextToken) => {
        const input = { MaxResults, NextToken, Filters: Filters || undefined }
        const answer = await plane.admin.ssm.send(new DescribeInstanceInformationCommand(input))
        return { ids: idsOf(answer.InstanceInformationList), NextToken: answer.NextToken }
      })
      const isWanted = (id: string) => platform === undefined || windows.includes(id) === (platform === 'Windows')
      expect(found).toEqual(running.filter(isWanted))
    }),
    { numRuns: 20 },
  )
})

test('pages of ids that were named concatenate to those nodes, each once', async () => {
  await fc.assert(
    fc.asyncProperty(sizesOf(5, 50), fc.integer({ min: 1, max: 60 }), async (sizes, count) => {
      const wanted = running.slice(0, count)
      const Filters = [{ Key: 'InstanceIds', Values: [...wanted].reverse() }]
      const found = await collect(sizes, async (MaxResults, NextToken) => {
        const answer = await plane.admin.ssm.send(
          new DescribeInstanceInformationCommand({ MaxResults, NextToken, Filters }),
        )
        return { ids: idsOf(answer.InstanceInformationList), NextToken: answer.NextToken }
      })
      expect(found).toEqual(wanted)
    }),
    { numRuns: 10 },
  )
})

test('pages of any sizes concatenate to the whole list of properties, stopped hosts among them', async () => {
  await fc.assert(
    fc.asyncProperty(sizesOf(5, 80), async sizes => {
      const found = await collect(sizes, async (MaxResults, NextToken) => {
        const answer = await plane.admin.ssm.send(new DescribeInstancePropertiesCommand({ MaxResults, NextToken }))
        return { ids: idsOf(answer.InstanceProperties), NextToken: answer.NextToken }
      })
      expect(found).toEqual(all)
    }),
    { numRuns: 10 },
  )
})

test('pages of any sizes concatenate to all parameters below a path', async () => {
  const Path = '/aws/service'
  const { listByPath } = createPublicParameters(createImageCatalogue(shippedData('images.json')))
  const expected = listByPath(plane.admin.region, Path, true).map(({ name }) => name)
  expect(expected.length).toBeGreaterThan(3)
  await fc.assert(
    fc.asyncProperty(sizesOf(1, 10), async sizes => {
      const found = await collect(sizes, async (MaxResults, NextToken) => {
        const input = { Path, Recursive: true, MaxResults, NextToken }
        const answer = await plane.admin.ssm.send(new GetParametersByPathCommand(input))
        return { ids: (answer.Parameters ?? []).map(({ Name }) => Name!), NextToken: answer.NextToken }
      })
      expect(found).toEqual(expected)
    }),
    { numRuns: 10 },
  )
})
