// A thousand hosts start at once, as after a power cut: each registers, gets its token and reports.
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import type { ScriptedAgent } from '@hostler/testkit/scripted-agent'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

const hostsPerCall = 500
const sockets = 64
/** Room for caches and for garbage that waits; a leak per host shows far above it. */
const growthMaxBytes = 200 * 1024 * 1024

/** Runs a job for each item, so many at a time. */
async function forEach<T>(items: readonly T[], atOnce: number, job: (item: T) => Promise<void>): Promise<void> {
  const left = items.values()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await job(item)
    }),
  )
}

async function onlineNodes({ admin }: TestPlane): Promise<readonly string[]> {
  const online: string[] = []
  let NextToken: string | undefined
  do {
    const page = await admin.ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 50, NextToken }))
    for (const { InstanceId, PingStatus } of page.InstanceInformationList!) {
      if (PingStatus === 'Online') online.push(InstanceId!)
    }
    NextToken = page.NextToken
  } while (NextToken)
  return online.sort()
}

async function comeOnline(agent: ScriptedAgent): Promise<void> {
  const reply = await agent.ping(await agent.join())
  if (reply.status !== 200) throw new Error(`${agent.instanceId} was refused: ${reply.text}`)
}

test('a thousand hosts that come at once are all managed, and memory stays in bounds', async () => {
  await using plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const batches = await Promise.all([plane.hosts(hostsPerCall), plane.hosts(hostsPerCall)])
  const agents = batches.flat()
  const before = process.memoryUsage().rss
  await forEach(agents, sockets, comeOnline)
  expect(process.memoryUsage().rss - before).toBeLessThan(growthMaxBytes)
  expect(await onlineNodes(plane)).toEqual(agents.map(({ instanceId }) => instanceId).sort())
  // Some come again, as after a reboot: nothing is registered twice.
  await forEach(agents.slice(0, 100), sockets, comeOnline)
  expect(await onlineNodes(plane)).toHaveLength(agents.length)
}, 120_000)
