import { DescribeImagesCommand, type DescribeImagesCommandInput, paginateDescribeImages } from '@aws-sdk/client-ec2'
import { GetParametersByPathCommand } from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dryRunSucceeded, ec2Denial, imageIdOf } from './launching.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const images = async (input: DescribeImagesCommandInput = {}, { ec2 } = plane.admin) =>
  (await ec2.send(new DescribeImagesCommand(input))).Images!

test('every image that a public parameter names is there, and says what it is', async () => {
  const Path = '/aws/service/ami-amazon-linux-latest'
  const { Parameters } = await plane.admin.ssm.send(new GetParametersByPathCommand({ Path }))
  const ids = new Set(Parameters!.map(({ Value }) => Value!))
  expect(ids.size).toBeGreaterThan(1)
  const found = await images({ ImageIds: [...ids] })
  expect(new Set(found.map(({ ImageId }) => ImageId))).toEqual(ids)
  for (const image of found) {
    expect(image).toMatchObject({
      ImageId: expect.stringMatching(/^ami-0[0-9a-f]{16}$/),
      Name: expect.stringMatching(/^(amzn2|al2023)-ami-/),
      ImageLocation: `amazon/${image.Name}`,
      Architecture: expect.stringMatching(/^(x86_64|arm64)$/),
      CreationDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      State: 'available',
      RootDeviceType: 'ebs',
      VirtualizationType: 'hvm',
      Public: true,
    })
  }
})

test('filters and owners narrow the list as Terraform narrows it', async () => {
  const named = (Name: string, ...Values: string[]) => images({ Filters: [{ Name, Values }], Owners: ['amazon'] })
  const latest = await images({
    Owners: ['amazon'],
    Filters: [
      { Name: 'name', Values: ['amzn2-ami-hvm-*-x86_64-gp2'] },
      { Name: 'state', Values: ['available'] },
      { Name: 'virtualization-type', Values: ['hvm'] },
      { Name: 'root-device-type', Values: ['ebs'] },
      { Name: 'architecture', Values: ['x86_64'] },
    ],
  })
  expect(latest.map(({ ImageId }) => ImageId)).toEqual([await imageIdOf(plane.admin)])
  expect(new Set((await named('architecture', 'arm64')).map(({ Architecture }) => Architecture))).toEqual(
    new Set(['arm64']),
  )
  expect((await named('image-id', latest[0]!.ImageId!)).length).toBe(1)
  expect(await named('is-public', 'false')).toEqual([])
  expect(await images({ Owners: ['self'] })).toEqual([])
  const jammy = { Name: 'name', Values: ['ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*'] }
  const canonical = await images({ Owners: ['099720109477'], Filters: [jammy] })
  expect(canonical.map(({ OwnerId, Architecture }) => [OwnerId, Architecture])).toEqual([['099720109477', 'x86_64']])
  expect(await images({ Owners: ['amazon'], Filters: [jammy] })).toEqual([])
  const amazons = await images({ Owners: ['amazon'] })
  expect(await named('owner-id', '137112412989')).toEqual(amazons)
  expect((await refusal(named('colour', 'red'))).code).toBe('InvalidParameterValue')
})

test('pages hold together every image once', async () => {
  const found: string[] = []
  for await (const page of paginateDescribeImages({ client: plane.admin.ec2, pageSize: 5 }, {})) {
    found.push(...page.Images!.map(({ ImageId }) => ImageId!))
  }
  expect(found).toEqual((await images()).map(({ ImageId }) => ImageId))
})

test('ids are those of one region, and unknown ones are refused', async () => {
  const mine = await imageIdOf(plane.admin)
  const europe = plane.admin.inRegion('eu-west-1')
  expect((await images({}, europe)).some(({ ImageId }) => ImageId === mine)).toBe(false)
  for (const [clients, id] of [
    [europe, mine],
    [plane.admin, 'ami-0123456789abcdef0'],
  ] as const) {
    expect(await refusal(images({ ImageIds: [id] }, clients))).toEqual({
      code: 'InvalidAMIID.NotFound',
      status: 400,
      message: `The image id '[${id}]' does not exist`,
    })
  }
  expect((await refusal(images({ ImageIds: ['ami-x'] }))).code).toBe('InvalidAMIID.Malformed')
})

test('other accounts see the same images, a user without rights none', async () => {
  expect(await images({}, await plane.account('other'))).toEqual(await images())
  const denied = ec2Denial(plane, 'nobody', 'ec2:DescribeImages')
  expect(await refusal(images({}, await plane.user('nobody')))).toEqual(denied)
  expect(await refusal(images({ DryRun: true }))).toEqual(dryRunSucceeded)
})
