import {
  ModifyInstanceMetadataOptionsCommand,
  type ModifyInstanceMetadataOptionsCommandInput,
  RebootInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  dryRunSucceeded,
  ec2Denial,
  findInstance,
  imageIdOf,
  launch,
  runningHosts,
  unknownInstanceId,
} from './launching.ts'

let plane: TestPlane
let id: string
beforeAll(async () => {
  plane = await startTestPlane()
  id = (await runningHosts(plane))[0]!
})
afterAll(() => plane.close())

const modify = (input: Partial<ModifyInstanceMetadataOptionsCommandInput>, { ec2 } = plane.admin) =>
  ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, ...input }))
const optionsOnHost = (instanceId = id) => plane.running.app.metadata.findById(instanceId)!.metadataOptions

describe('a change', () => {
  test('leaves what it does not name, and the metadata service goes by it', async () => {
    const options = {
      State: 'applied',
      HttpTokens: 'optional',
      HttpEndpoint: 'enabled',
      HttpPutResponseHopLimit: 1,
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    }
    expect(await modify({ HttpTokens: 'optional' })).toMatchObject({ InstanceId: id, InstanceMetadataOptions: options })
    await expect.poll(() => optionsOnHost().httpTokens).toBe('optional')
    const more = { HttpPutResponseHopLimit: 64, InstanceMetadataTags: 'enabled' } as const
    const both = { ...options, ...more }
    expect((await modify(more)).InstanceMetadataOptions).toEqual(both)
    expect((await findInstance(plane.admin, id)).MetadataOptions).toEqual(both)
    await expect
      .poll(() => optionsOnHost())
      .toEqual({
        httpTokens: 'optional',
        httpEndpoint: 'enabled',
        httpPutResponseHopLimit: 64,
        instanceMetadataTags: 'enabled',
      })
    await modify({ HttpEndpoint: 'disabled' })
    await expect.poll(() => optionsOnHost().httpEndpoint).toBe('disabled')
  })

  test('outlives a reboot', async () => {
    await modify({ HttpPutResponseHopLimit: 7 })
    await plane.admin.ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }))
    await modify({ HttpPutResponseHopLimit: 8 })
    await plane.running.app.instances.idle()
    await expect.poll(() => optionsOnHost().httpPutResponseHopLimit).toBe(8)
  })

  test('while the instance starts counts, and the instance runs all the same', async () => {
    const ImageId = await imageIdOf(plane.admin)
    const { Instances } = await launch(plane.admin, { ImageId, MinCount: 20, MaxCount: 20 })
    const ids = Instances!.map(({ InstanceId }) => InstanceId!)
    await Promise.all(ids.map(InstanceId => modify({ InstanceId, HttpPutResponseHopLimit: 3 })))
    await plane.running.app.instances.idle()
    for (const each of ids) {
      const { State, MetadataOptions } = await findInstance(plane.admin, each)
      expect([State!.Name, MetadataOptions!.HttpPutResponseHopLimit]).toEqual(['running', 3])
    }
  })

  test('at the same time as another keeps both', async () => {
    await Promise.all([modify({ HttpTokens: 'required' }), modify({ InstanceMetadataTags: 'disabled' })])
    expect((await findInstance(plane.admin, id)).MetadataOptions).toMatchObject({
      HttpTokens: 'required',
      InstanceMetadataTags: 'disabled',
    })
  })
})

describe('is refused', () => {
  test('for values that are none', async () => {
    for (const HttpPutResponseHopLimit of [0, 65, -1]) {
      expect((await refusal(modify({ HttpPutResponseHopLimit }))).code).toBe('InvalidParameterValue')
    }
    expect((await refusal(modify({ HttpTokens: 'maybe' as 'optional' }))).code).toBe('InvalidParameterValue')
    expect((await refusal(modify({ HttpProtocolIpv6: 'enabled' }))).code).toBe('InvalidParameterValue')
  })

  test('for instances that are not there, or are no more', async () => {
    const [ended] = (await runningHosts(plane)) as [string]
    await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [ended] }))
    await plane.running.app.instances.idle()
    expect((await refusal(modify({ InstanceId: ended, HttpTokens: 'optional' }))).code).toBe('IncorrectInstanceState')
    expect((await refusal(modify({ InstanceId: unknownInstanceId }))).code).toBe('InvalidInstanceID.NotFound')
    expect((await refusal(modify({ InstanceId: 'i-xyz' }))).code).toBe('InvalidInstanceID.Malformed')
    const other = await plane.account('other')
    expect((await refusal(modify({ HttpTokens: 'optional' }, other))).code).toBe('InvalidInstanceID.NotFound')
  })

  test('to a user whom nothing allows it', async () => {
    const user = await plane.user('nobody')
    const resource = `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${id}`
    expect(await refusal(modify({ HttpTokens: 'optional' }, user))).toEqual(
      ec2Denial(plane, 'nobody', 'ec2:ModifyInstanceMetadataOptions', resource),
    )
  })

  test('in a dry run, with nothing changed', async () => {
    const before = await findInstance(plane.admin, id)
    expect(await refusal(modify({ HttpEndpoint: 'disabled', HttpTokens: 'optional', DryRun: true }))).toEqual(
      dryRunSucceeded,
    )
    expect(await findInstance(plane.admin, id)).toEqual(before)
  })
})
