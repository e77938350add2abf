import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowing } from '../ssm/denial.ts'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { dryRunSucceeded, ec2Denial, findInstance, imageIdOf, launch, listInstances, stateOf } from './launching.ts'

let plane: TestPlane
let imageId: string
beforeAll(async () => {
  plane = await startTestPlane()
  imageId = await imageIdOf(plane.admin)
})
afterAll(() => plane.close())

const refused = (input: Partial<RunInstancesCommandInput>, clients = plane.admin) => refusal(launch(clients, input))
const invalidValue = (message: string | RegExp) => ({
  code: 'InvalidParameterValue',
  status: 400,
  message: typeof message === 'string' ? message : expect.stringMatching(message),
})
const tagged = (...Tags: { Key: string; Value: string }[]) => ({
  TagSpecifications: [{ ResourceType: 'instance' as const, Tags }],
})

describe('a launch', () => {
  test('answers pending instances of one reservation, which run soon after', async () => {
    const { ReservationId, OwnerId, Instances } = await launch(plane.admin, {
      MinCount: 1,
      MaxCount: 3,
      InstanceType: 't3.small',
      KeyName: 'ops',
      ...tagged({ Key: 'Name', Value: 'web' }, { Key: 'empty', Value: '' }),
    })
    expect([ReservationId, OwnerId]).toEqual([expect.stringMatching(/^r-0[0-9a-f]{16}$/), plane.accountId])
    expect(Instances!.map(({ AmiLaunchIndex }) => AmiLaunchIndex)).toEqual([0, 1, 2])
    expect(new Set(Instances!.map(({ PrivateIpAddress }) => PrivateIpAddress)).size).toBe(3)
    const [first] = Instances!
    expect(first).toMatchObject({
      InstanceId: expect.stringMatching(/^i-0[0-9a-f]{16}$/),
      ImageId: imageId,
      InstanceType: 't3.small',
      KeyName: 'ops',
      State: { Code: 0, Name: 'pending' },
      StateTransitionReason: '',
      Architecture: 'x86_64',
      Placement: { AvailabilityZone: `${testRegion}a`, Tenancy: 'default' },
      PrivateDnsName: `ip-${first!.PrivateIpAddress!.replaceAll('.', '-')}.${testRegion}.compute.internal`,
      LaunchTime: expect.any(Date),
    })
    expect(first!.Tags).toEqual([
      { Key: 'Name', Value: 'web' },
      { Key: 'empty', Value: '' },
    ])
    await plane.running.app.instances.idle()
    expect(await findInstance(plane.admin, first!.InstanceId!)).toEqual({
      ...first,
      State: { Code: 16, Name: 'running' },
    })
  })

  test('is in the zone that is asked for', async () => {
    const AvailabilityZone = `${testRegion}c`
    const { Instances } = await launch(plane.admin, { Placement: { AvailabilityZone } })
    expect(Instances![0]!.Placement!.AvailabilityZone).toBe(AvailabilityZone)
  })

  test('hands its user data to the host', async () => {
    const UserData = Buffer.from('#!/bin/sh\necho hello\n').toString('base64')
    const { instanceId } = await plane.host({ UserData })
    expect(plane.running.app.metadata.findById(instanceId)!.userData!.toString()).toBe('#!/bin/sh\necho hello\n')
  })

  test('whose machine does not start leaves a stopped instance that says why', async () => {
    plane.fleet.failNextStart('no room on this machine')
    const { Instances } = await launch(plane.admin)
    await plane.running.app.instances.idle()
    expect(await findInstance(plane.admin, Instances![0]!.InstanceId!)).toMatchObject({
      State: { Code: 80, Name: 'stopped' },
      StateReason: { Code: 'Server.InternalError', Message: 'Server.InternalError: no room on this machine' },
    })
  })
})

describe('input that EC2 refuses', () => {
  test('no image, an unknown one, one of another region, and texts that are no id', async () => {
    expect(await refused({ ImageId: undefined })).toEqual({
      code: 'MissingParameter',
      status: 400,
      message: 'The request must contain the parameter ImageId',
    })
    const european = await imageIdOf(plane.admin.inRegion('eu-west-1'))
    for (const ImageId of ['ami-0123456789abcdef0', 'ami-01234567', european]) {
      expect(await refused({ ImageId })).toEqual({
        code: 'InvalidAMIID.NotFound',
        status: 400,
        message: `The image id '[${ImageId}]' does not exist`,
      })
    }
    for (const ImageId of ['ami-', 'ami-xyz', 'i-0123456789abcdef0', `${imageId}0`, '']) {
      expect((await refused({ ImageId })).code).toBe('InvalidAMIID.Malformed')
    }
  })

  test('counts that are out of order or out of range', async () => {
    for (const [MinCount, MaxCount] of [
      [2, 1],
      [0, 1],
      [0, 0],
      [-1, 1],
    ]) {
      expect(await refused({ MinCount, MaxCount })).toEqual(
        invalidValue(
          `Invalid value '${MinCount}..${MaxCount}' for instance count. Minimum and maximum must be ordered and at least 1`,
        ),
      )
    }
    expect(await refused({ MinCount: 1, MaxCount: 501 })).toEqual(invalidValue(/^Value \(501\) for parameter maxCount/))
  })

  test('zones of another region and zones that are none', async () => {
    for (const AvailabilityZone of ['eu-west-1a', testRegion, `${testRegion}z`]) {
      expect(await refused({ Placement: { AvailabilityZone } })).toEqual(
        invalidValue(`Invalid availability zone: [${AvailabilityZone}]`),
      )
    }
  })

  test('parameters that would change what starts are refused by name', async () => {
    const given: Partial<RunInstancesCommandInput>[] = [
      { SubnetId: 'subnet-1' },
      { SecurityGroupIds: ['sg-1'] },
      { PrivateIpAddress: '172.31.0.9' },
      { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8 } }] },
      { LaunchTemplate: { LaunchTemplateId: 'lt-1' } },
      { EnclaveOptions: { Enabled: true } },
      { DisableApiStop: true },
    ]
    for (const input of given) {
      expect(await refused(input)).toEqual({
        code: 'UnsupportedOperation',
        status: 400,
        message: `Hostler does not implement the parameter ${Object.keys(input)[0]}.`,
      })
    }
    const volume = { TagSpecifications: [{ ResourceType: 'volume' as const, Tags: [{ Key: 'a', Value: 'b' }] }] }
    expect((await refused(volume)).message).toContain('TagSpecifications for volume')
    expect((await refused({ InstanceInitiatedShutdownBehavior: 'terminate' })).code).toBe('UnsupportedOperation')
    const dedicated = await refused({ Placement: { Tenancy: 'dedicated' } })
    expect(dedicated.message).toBe('Hostler does not implement the parameter Placement.Tenancy.')
  })

  test('but not where they only say what is so anyway', async () => {
    const { Instances } = await launch(plane.admin, {
      ImageId: imageId,
      EnclaveOptions: { Enabled: false },
      HibernationOptions: { Configured: false },
      DisableApiStop: false,
      Ipv6AddressCount: 0,
      Placement: { Tenancy: 'default', AvailabilityZone: `${testRegion}b` },
      PrivateDnsNameOptions: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false },
      InstanceInitiatedShutdownBehavior: 'stop',
      Monitoring: { Enabled: true },
      EbsOptimized: true,
    })
    expect(Instances![0]!.Placement!.AvailabilityZone).toBe(`${testRegion}b`)
    expect(Instances![0]!.Monitoring!.State).toBe('disabled')
  })

  test('user data that is no base64 or too long', async () => {
    expect(await refused({ UserData: '#!/bin/sh' })).toEqual({
      code: 'InvalidUserData.Malformed',
      status: 400,
      message: 'Invalid BASE64 encoding of user data.',
    })
    const UserData = Buffer.alloc(16_385).toString('base64')
    expect(await refused({ UserData })).toEqual(invalidValue('User data is limited to 16384 bytes'))
  })

  test('tags that no instance may have', async () => {
    for (const Key of ['aws:mine', 'AWS:mine', '', 'k'.repeat(129)]) {
      expect((await refused(tagged({ Key, Value: 'v' }))).code).toBe('InvalidParameterValue')
    }
    const many = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' }))
    expect((await refused(tagged(...many))).code).toBe('TagLimitExceeded')
  })

  test('and nothing starts of any of it', async () => {
    const before = await listInstances(plane.admin)
    await refused({ MinCount: 2, MaxCount: 1 })
    await refused(tagged({ Key: 'aws:mine', Value: 'v' }))
    await refused({ DryRun: true })
    expect(await listInstances(plane.admin)).toEqual(before)
  })
})

describe('metadata options', () => {
  test('ask for tokens unless told otherwise', async () => {
    const { Instances } = await launch(plane.admin)
    expect(Instances![0]!.MetadataOptions).toEqual({
      State: 'applied',
      HttpTokens: 'required',
      HttpEndpoint: 'enabled',
      HttpPutResponseHopLimit: 1,
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    })
  })

  test('are what the metadata service of the host goes by', async () => {
    const MetadataOptions = {
      HttpTokens: 'optional',
      HttpPutResponseHopLimit: 2,
      InstanceMetadataTags: 'enabled',
    } as const
    const { instanceId } = await plane.host({ MetadataOptions, ...tagged({ Key: 'team', Value: 'blue' }) })
    const host = plane.running.app.metadata.findById(instanceId)!
    expect(host.metadataOptions).toEqual({
      httpTokens: 'optional',
      httpEndpoint: 'enabled',
      httpPutResponseHopLimit: 2,
      instanceMetadataTags: 'enabled',
    })
    expect([...host.tags]).toEqual([['team', 'blue']])
  })

  test('with values that are none are refused', async () => {
    for (const HttpPutResponseHopLimit of [0, 65]) {
      expect(await refused({ MetadataOptions: { HttpPutResponseHopLimit } })).toEqual(
        invalidValue(/for parameter HttpPutResponseHopLimit is invalid/),
      )
    }
    for (const name of ['HttpTokens', 'HttpEndpoint', 'InstanceMetadataTags']) {
      expect(await refused({ MetadataOptions: { [name]: 'sometimes' } })).toEqual(
        invalidValue(new RegExp(`Value \\(sometimes\\) for parameter MetadataOptions.${name} is invalid`)),
      )
    }
    expect((await refused({ MetadataOptions: { HttpProtocolIpv6: 'enabled' } })).code).toBe('InvalidParameterValue')
  })
})

describe('a client token', () => {
  const token = (name: string) => ({ ClientToken: name, MinCount: 2, MaxCount: 2 })

  test('used again gives the same instances, and no others', async () => {
    const first = await launch(plane.admin, { ...token('again'), ...tagged({ Key: 'run', Value: 'again' }) })
    const second = await launch(plane.admin, { ...token('again'), ...tagged({ Key: 'run', Value: 'again' }) })
    expect(second.ReservationId).toBe(first.ReservationId)
    const ids = ({ Instances }: typeof first) => Instances!.map(({ InstanceId }) => InstanceId)
    expect(ids(second)).toEqual(ids(first))
    expect(second.Instances![0]!.ClientToken).toBe('again')
    const all = await listInstances(plane.admin, { Filters: [{ Name: 'client-token', Values: ['again'] }] })
    expect(all.length).toBe(2)
  })

  test('used several times at once starts one launch', async () => {
    const replies = await Promise.all([1, 2, 3, 4].map(() => launch(plane.admin, token('at-once'))))
    expect(new Set(replies.map(({ ReservationId }) => ReservationId)).size).toBe(1)
    const all = await listInstances(plane.admin, { Filters: [{ Name: 'client-token', Values: ['at-once'] }] })
    expect(all.length).toBe(2)
  })

  test('used for something else is refused', async () => {
    await launch(plane.admin, token('else'))
    for (const change of [{ InstanceType: 't3.large' as const }, { MaxCount: 3 }, { KeyName: 'other' }]) {
      expect(await refused({ ...token('else'), ...change })).toEqual({
        code: 'IdempotentParameterMismatch',
        status: 400,
        message: 'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
      })
    }
  })

  test('is another one in another account and another region', async () => {
    const mine = await launch(plane.admin, token('shared'))
    const other = await plane.account('token-owner')
    const theirs = await launch(other, token('shared'))
    const abroad = await launch(plane.admin.inRegion('eu-west-1'), token('shared'))
    expect(new Set([mine, theirs, abroad].map(({ ReservationId }) => ReservationId)).size).toBe(3)
  })
})

describe('an instance profile', () => {
  test('is named by name or ARN, and shows on the instance', async () => {
    const { IamInstanceProfile } = await makeInstanceProfile(plane.admin, 'Web')
    const byName = (await launch(plane.admin, { IamInstanceProfile })).Instances![0]!.IamInstanceProfile!
    expect(byName).toEqual({
      Arn: `arn:aws:iam::${plane.accountId}:instance-profile/Web`,
      Id: expect.stringMatching(/^AIPA/),
    })
    const byArn = await launch(plane.admin, { IamInstanceProfile: { Arn: byName.Arn! } })
    expect(byArn.Instances![0]!.IamInstanceProfile).toEqual(byName)
  })

  test('that is not there is refused', async () => {
    expect(await refused({ IamInstanceProfile: { Name: 'Nobody' } })).toEqual(
      invalidValue(
        'Value (Nobody) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
      ),
    )
    await makeInstanceProfile(plane.admin, 'Here')
    for (const Arn of [
      `arn:aws:iam::${plane.accountId}:instance-profile/Nobody`,
      `arn:aws:iam::${plane.accountId}:instance-profile/elsewhere/Here`,
      'arn:aws:iam::999999999999:instance-profile/Here',
      'Here',
    ]) {
      expect(await refused({ IamInstanceProfile: { Arn } })).toEqual(
        invalidValue(
          `Value (${Arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`,
        ),
      )
    }
  })

  test('takes leave to pass its role to EC2', async () => {
    await makeInstanceProfile(plane.admin, 'Passed')
    const role = `arn:aws:iam::${plane.accountId}:role/Passed`
    const input = { ImageId: imageId, IamInstanceProfile: { Name: 'Passed' } }
    const without = await plane.user('no-passer', allowing('ec2:RunInstances'))
    expect(await refused(input, without)).toEqual(ec2Denial(plane, 'no-passer', 'iam:PassRole', role))
    expect((await launch(without, { ImageId: imageId })).Instances!.length).toBe(1)
    const passTo = (service: string) => ({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' },
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: role,
          Condition: { StringEquals: { 'iam:PassedToService': service } },
        },
      ],
    })
    expect((await refused(input, await plane.user('ssm-passer', passTo('ssm.amazonaws.com')))).code).toBe(
      'UnauthorizedOperation',
    )
    const passer = await plane.user('passer', passTo('ec2.amazonaws.com'))
    expect((await launch(passer, input)).Instances!.length).toBe(1)
  })
})

describe('policies', () => {
  const anyInstance = () => `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/*`

  test('a user whom nothing allows it is told so in EC2’s words, whatever the input is', async () => {
    const user = await plane.user('nobody')
    const denied = ec2Denial(plane, 'nobody', 'ec2:RunInstances', anyInstance())
    expect(await refused({ ImageId: imageId }, user)).toEqual(denied)
    expect(await refused({ ImageId: 'ami-0123456789abcdef0' }, user)).toEqual(denied)
    expect(await refused({ ImageId: imageId, DryRun: true }, user)).toEqual(denied)
  })

  test('a dry run by a user who may ends with DryRunOperation', async () => {
    expect(await refused({ DryRun: true })).toEqual(dryRunSucceeded)
  })

  test('one that allows some images only refuses others', async () => {
    const user = await plane.user('one-image', {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'ec2:RunInstances',
          Resource: [anyInstance(), `arn:aws:ec2:${testRegion}::image/${imageId}`],
        },
      ],
    })
    expect((await launch(user, { ImageId: imageId })).Instances!.length).toBe(1)
    const other = 'ami-0123456789abcdef0'
    expect(await refused({ ImageId: other }, user)).toEqual(
      ec2Denial(plane, 'one-image', 'ec2:RunInstances', `arn:aws:ec2:${testRegion}::image/${other}`),
    )
  })

  const denying = (Condition: object) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
      { Effect: 'Deny', Action: 'ec2:RunInstances', Resource: 'arn:aws:ec2:*:*:instance/*', Condition },
    ],
  })

  test('one that wants tokens refuses hosts that answer without', async () => {
    const user = await plane.user('tokens', denying({ StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } }))
    const options = (HttpTokens: 'optional' | 'required') => ({ ImageId: imageId, MetadataOptions: { HttpTokens } })
    const denied = await refused(options('optional'), user)
    expect(denied).toMatchObject({ code: 'UnauthorizedOperation', status: 403 })
    expect(denied.message).toMatch(/with an explicit deny in an identity-based policy\. Encoded/)
    expect((await launch(user, options('required'))).Instances!.length).toBe(1)
    expect((await launch(user, { ImageId: imageId })).Instances!.length).toBe(1)
  })

  test('one that limits the metadata hops refuses more', async () => {
    const user = await plane.user(
      'hops',
      denying({ NumericGreaterThan: { 'ec2:MetadataHttpPutResponseHopLimit': '2' } }),
    )
    const hops = (HttpPutResponseHopLimit: number) => ({
      ImageId: imageId,
      MetadataOptions: { HttpPutResponseHopLimit },
    })
    expect((await refused(hops(3), user)).code).toBe('UnauthorizedOperation')
    expect((await launch(user, hops(2))).Instances!.length).toBe(1)
  })

  test('one that limits instance types refuses others', async () => {
    const user = await plane.user('types', denying({ StringNotLike: { 'ec2:InstanceType': 't3.*' } }))
    expect((await refused({ ImageId: imageId, InstanceType: 'm5.large' }, user)).code).toBe('UnauthorizedOperation')
    expect((await launch(user, { ImageId: imageId, InstanceType: 't3.nano' })).Instances!.length).toBe(1)
  })

  test('one that names a region, a zone or a profile goes by what the launch will have', async () => {
    const { IamInstanceProfile } = await makeInstanceProfile(plane.admin, 'Watched')
    const Arn = `arn:aws:iam::${plane.accountId}:instance-profile/Watched`
    const watched = await plane.user('watched', {
      Version: '2012-10-17',
      Statement: [
        ...denying({ ArnEquals: { 'ec2:InstanceProfile': Arn } }).Statement,
        { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
      ],
    })
    for (const profile of [IamInstanceProfile, { Arn }]) {
      const denied = await refused({ ImageId: imageId, IamInstanceProfile: profile }, watched)
      expect(denied.message).toMatch(/ec2:RunInstances .* with an explicit deny in an identity-based policy\. Encoded/)
    }
    expect((await launch(watched, { ImageId: imageId })).Instances!.length).toBe(1)
    for (const [name, key, value] of [
      ['other-region', 'ec2:Region', 'eu-west-1'],
      ['other-zone', 'ec2:AvailabilityZone', `${testRegion}b`],
    ] as const) {
      const bound = await plane.user(name, denying({ StringNotEquals: { [key]: value } }))
      expect((await refused({ ImageId: imageId }, bound)).code).toBe('UnauthorizedOperation')
    }
    const zone = await plane.user('zone', denying({ StringNotEquals: { 'ec2:AvailabilityZone': `${testRegion}a` } }))
    expect((await launch(zone, { ImageId: imageId })).Instances!.length).toBe(1)
    const region = await plane.user('region', denying({ StringNotEquals: { 'ec2:Region': testRegion } }))
    expect((await launch(region, { ImageId: imageId })).Instances!.length).toBe(1)
  })

  test('one that wants a tag refuses launches without it', async () => {
    const user = await plane.user('tagger', {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'ec2:RunInstances', Resource: `arn:aws:ec2:${testRegion}::image/*` },
        {
          Effect: 'Allow',
          Action: ['ec2:RunInstances', 'ec2:CreateTags'],
          Resource: anyInstance(),
          Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } },
        },
      ],
    })
    const team = (Value: string) => ({ ImageId: imageId, ...tagged({ Key: 'team', Value }) })
    expect((await launch(user, team('blue'))).Instances!.length).toBe(1)
    expect((await refused(team('red'), user)).code).toBe('UnauthorizedOperation')
    expect((await refused({ ImageId: imageId }, user)).code).toBe('UnauthorizedOperation')
  })

  test('tags in a launch take leave to create tags', async () => {
    const user = await plane.user('untagger', allowing('ec2:RunInstances'))
    const input = { ImageId: imageId, ...tagged({ Key: 'team', Value: 'blue' }) }
    expect(await refused(input, user)).toEqual(ec2Denial(plane, 'untagger', 'ec2:CreateTags', anyInstance()))
    expect((await launch(user, { ImageId: imageId })).Instances!.length).toBe(1)
  })
})

test('addresses are given again only when an instance has ended', async () => {
  const taken = new Set((await listInstances(plane.admin)).map(({ PrivateIpAddress }) => PrivateIpAddress))
  const first = (await launch(plane.admin)).Instances![0]!
  expect(taken).not.toContain(first.PrivateIpAddress)
  const id = first.InstanceId!
  const { instances } = plane.running.app
  const context = { accountId: plane.accountId, region: testRegion, callerArn: '', now: plane.clock.now() }
  await instances.idle()
  await instances.stop(context, [id])
  await instances.idle()
  const second = (await launch(plane.admin)).Instances![0]!
  expect(second.PrivateIpAddress).not.toBe(first.PrivateIpAddress)
  await instances.terminate(context, [id])
  await instances.idle()
  expect(await stateOf(plane.admin, id)).toBe('terminated')
  expect((await launch(plane.admin)).Instances![0]!.PrivateIpAddress).toBe(first.PrivateIpAddress)
})
