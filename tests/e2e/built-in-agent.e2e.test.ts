// The main job, with real processes: a host without instance profile comes under management by itself.
import { existsSync } from 'node:fs'
import { TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import {
  enableHostManagement,
  hostManagementRole,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { patience, RealPlane } from './real-plane.ts'

const plane = new RealPlane({ machines: 'process' })
let id: string
beforeAll(() => plane.start())
afterAll(() => plane.close())

test('with Default Host Management off the host is not managed, and its log says why and what helps', async () => {
  id = await plane.launch()
  await expect.poll(() => plane.agentLog(id), patience).toContain('AccessDeniedException')
  const log = plane.agentLog(id)
  expect(log).toContain("Systems Manager's instance management role is not configured for account")
  expect(log).toContain('there is no usable instance profile')
  expect(log).toContain('turn on Default Host Management')
  expect(await plane.stateOf(id)).toBe('running')
  expect(await plane.nodes()).toEqual([])
  expect(await plane.connection(id)).toBe('notconnected')
})

test('once it is on the host comes online by itself, and its control channel opens', async () => {
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  await expect.poll(async () => (await plane.node(id))?.PingStatus, patience).toBe('Online')
  await expect.poll(() => plane.connection(id), patience).toBe('connected')
  await expect
    .poll(() => plane.node(id), patience)
    .toMatchObject({
      InstanceId: id,
      IamRole: hostManagementRole,
      AgentVersion: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
      PlatformType: expect.stringMatching(/^(Linux|MacOS|Windows)$/),
      PlatformName: expect.stringMatching(/./),
      IPAddress: expect.stringMatching(/^[\d.]+$|:/),
      ComputerName: expect.stringMatching(/./),
      ResourceType: 'EC2Instance',
      SourceType: 'AWS::EC2::Instance',
    })
})

test('heartbeats follow', async () => {
  const first = (await plane.node(id))!.LastPingDateTime!
  await expect.poll(async () => (await plane.node(id))!.LastPingDateTime! > first, patience).toBe(true)
})

test('a profile that may report takes precedence, one that may not leads to Default Host Management', async () => {
  const [able, unable] = await Promise.all([
    plane.launch(
      await makeInstanceProfile(plane.admin, 'Able', 'ssm:UpdateInstanceInformation', 'ssmmessages:*', 'ec2messages:*'),
    ),
    plane.launch(await makeInstanceProfile(plane.admin, 'Unable', 's3:GetObject')),
  ])
  await expect.poll(() => plane.connection(able), patience).toBe('connected')
  await expect.poll(() => plane.connection(unable), patience).toBe('connected')
  expect((await plane.node(able))!.IamRole).toBeUndefined()
  expect(await plane.node(unable)).toMatchObject({ PingStatus: 'Online', IamRole: hostManagementRole })
})

test('a terminated instance leaves no node, no process and no files', async () => {
  await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
  await expect.poll(() => plane.stateOf(id), patience).toBe('terminated')
  await plane.running.app.instances.idle()
  expect(await plane.node(id)).toBeUndefined()
  expect(await plane.connection(id)).toBe('notconnected')
  expect(existsSync(plane.stateDir(id))).toBe(false)
})
