import {
  DescribeInstanceStatusCommand,
  type DescribeInstanceStatusCommandInput,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dryRunSucceeded, ec2Denial, runningHosts, unknownInstanceId } from './launching.ts'

let plane: TestPlane
let running: string
let stopped: string
beforeAll(async () => {
  plane = await startTestPlane()
  ;[running, stopped] = (await runningHosts(plane, 2)) as [string, string]
  await plane.admin.ec2.send(new StopInstancesCommand({ InstanceIds: [stopped] }))
  await plane.running.app.instances.idle()
})
afterAll(() => plane.close())

const status = async (input: DescribeInstanceStatusCommandInput = {}, { ec2 } = plane.admin) =>
  (await ec2.send(new DescribeInstanceStatusCommand(input))).InstanceStatuses!
const idsOf = async (input: DescribeInstanceStatusCommandInput) =>
  (await status(input)).map(({ InstanceId }) => InstanceId)
const all = { IncludeAllInstances: true }

test('running instances are ok; others are listed only when asked for', async () => {
  const entry = (InstanceId: string, Code: number, Name: string, Status: string) => ({
    InstanceId,
    AvailabilityZone: `${testRegion}a`,
    InstanceState: { Code, Name },
    InstanceStatus: { Status },
    SystemStatus: { Status },
  })
  const ok = entry(running, 16, 'running', 'ok')
  expect(await status()).toEqual([ok])
  const both = [ok, entry(stopped, 80, 'stopped', 'not-applicable')]
  expect(await status(all)).toEqual(both.sort((a, b) => (a.InstanceId < b.InstanceId ? -1 : 1)))
  expect(await idsOf({ InstanceIds: [stopped] })).toEqual([])
  expect(await idsOf({ InstanceIds: [stopped], ...all })).toEqual([stopped])
})

test('filters go by state and status', async () => {
  const by = (Name: string, value: string) => idsOf({ ...all, Filters: [{ Name, Values: [value] }] })
  expect(await by('instance-state-name', 'stopped')).toEqual([stopped])
  expect(await by('instance-status.status', 'ok')).toEqual([running])
  expect(await by('system-status.status', 'impaired')).toEqual([])
  expect((await by('availability-zone', `${testRegion}?`)).length).toBe(2)
  expect((await refusal(by('tag:Name', 'x').then(() => by('colour', 'red')))).code).toBe('InvalidParameterValue')
})

test('ids, page sizes and tokens that are none are refused', async () => {
  expect((await refusal(status({ InstanceIds: [unknownInstanceId] }))).code).toBe('InvalidInstanceID.NotFound')
  expect((await refusal(status({ InstanceIds: ['x'] }))).code).toBe('InvalidInstanceID.Malformed')
  expect((await refusal(status({ MaxResults: 1 }))).code).toBe('InvalidParameterValue')
  expect((await refusal(status({ NextToken: 'x' }))).code).toBe('InvalidNextToken')
})

test('another account and region see nothing, a user without rights is refused, a dry run says that one may', async () => {
  const other = await plane.account('other')
  expect(await status(all, other)).toEqual([])
  expect(await status(all, plane.admin.inRegion('eu-west-1'))).toEqual([])
  const denied = ec2Denial(plane, 'nobody', 'ec2:DescribeInstanceStatus')
  expect(await refusal(status({}, await plane.user('nobody')))).toEqual(denied)
  expect(await refusal(status({ DryRun: true }))).toEqual(dryRunSucceeded)
})
