import { GetServiceSettingCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import { settingDefinitions } from '@hostler/plane/domain/setting/definitions'
import { hostManagementSetting as dhmc } from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { denial } from './denial.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const arnOf = (id: string, region = testRegion, accountId = plane.accountId) =>
  `arn:aws:ssm:${region}:${accountId}:servicesetting${id}`

async function get(SettingId: string, { ssm }: TestClients = plane.admin) {
  return (await ssm.send(new GetServiceSettingCommand({ SettingId }))).ServiceSetting
}

test('a setting that nobody changed has its default, by the system', async () => {
  expect(await get(dhmc)).toEqual({
    SettingId: dhmc,
    SettingValue: '$None',
    LastModifiedUser: 'System',
    ARN: arnOf(dhmc),
    Status: 'Default',
  })
})

test('a full ARN means the same as the short id', async () => {
  expect(await get(arnOf(dhmc))).toEqual(await get(dhmc))
})

test.each([...settingDefinitions.keys()])('%s exists, in both forms of its id', async id => {
  const setting = await get(id)
  expect(setting).toMatchObject({ SettingId: id, ARN: arnOf(id), Status: 'Default' })
  expect(setting!.SettingValue).toBe(settingDefinitions.get(id)!.defaultValue)
  expect(await get(arnOf(id))).toEqual(setting)
})

test('a changed setting tells its value, who changed it and when', async () => {
  const id = '/ssm/managed-instance/activation-tier'
  await plane.admin.ssm.send(new UpdateServiceSettingCommand({ SettingId: id, SettingValue: 'advanced' }))
  const setting = await get(id)
  expect(setting).toMatchObject({
    SettingId: id,
    SettingValue: 'advanced',
    Status: 'Customized',
    LastModifiedUser: `arn:aws:iam::${plane.accountId}:user/admin`,
  })
  expect(Math.abs(setting!.LastModifiedDate!.getTime() - plane.clock.now().getTime())).toBeLessThan(60_000)
})

test.each([
  '/ssm/managed-instance/default-instance-management-role',
  '/ssm/managed-instance',
  '/nothing/like/this',
  '/ssm/managed-instance/activation-tier/',
  '/SSM/managed-instance/activation-tier',
])('%s is not found', async id => {
  const outcome = await refusal(get(id))
  expect(outcome).toEqual({
    code: 'ServiceSettingNotFound',
    status: 400,
    message:
      "The specified service setting wasn't found. Either the service name or the setting hasn't been provisioned by the Amazon Web Services service team.",
  })
  expect(await refusal(get(arnOf(id)))).toEqual(outcome)
})

test('ids that are none, and ARNs of others, are invalid and repeated to the caller', async () => {
  const ids = [
    arnOf(dhmc, 'eu-west-1'),
    arnOf(dhmc, testRegion, '999999999999'),
    arnOf(dhmc, testRegion, `-${plane.accountId}`),
    `arn:aws:ssm:${testRegion}:${plane.accountId}:parameter${dhmc}`,
    `arn:aws:ssm:${testRegion}:${plane.accountId}:servicesetting`,
    'arn:aws:ssm',
    dhmc.slice(1),
    '/ssm/managed instance',
    '/ssm/\u0000',
    '設定',
  ]
  for (const id of ids) {
    const message = `Invalid settingId : ${id}`
    expect(await refusal(get(id))).toEqual({ code: 'ValidationException', status: 400, message })
  }
})

test('an id of no length or of more than 1,000 characters breaks its constraint', async () => {
  expect(await refusal(get(''))).toEqual({
    code: 'ValidationException',
    status: 400,
    message:
      "1 validation error detected: Value '' at 'settingId' failed to satisfy constraint: Member must have length greater than or equal to 1",
  })
  const tooLong = await refusal(get(`/${'x'.repeat(1000)}`))
  expect(tooLong.code).toBe('ValidationException')
  expect(tooLong.message).toContain('Member must have length less than or equal to 1000')
})

test('a user whom no policy allows it is refused, for the setting that was asked for', async () => {
  const nobody = await plane.user('nobody')
  const expected = denial(plane, 'nobody', 'ssm:GetServiceSetting', arnOf(dhmc))
  expect(await refusal(get(dhmc, nobody))).toEqual(expected)
  expect(await refusal(get(arnOf(dhmc), nobody))).toEqual(expected)
})

test('a refused user cannot tell settings that exist from those that do not', async () => {
  const curious = await plane.user('curious')
  const expected = denial(plane, 'curious', 'ssm:GetServiceSetting', arnOf('/ssm/nothing'))
  expect(await refusal(get('/ssm/nothing', curious))).toEqual(expected)
})

test('a permission may name one setting', async () => {
  const reader = await plane.user('reader', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'ssm:GetServiceSetting', Resource: arnOf(dhmc) }],
  })
  expect(await get(dhmc, reader)).toMatchObject({ SettingId: dhmc })
  expect((await refusal(get('/ssm/opsitem/EC2', reader))).code).toBe('AccessDeniedException')
})

test('another account and another region have settings of their own', async () => {
  const id = '/ssm/documents/console/public-sharing-permission'
  await plane.admin.ssm.send(new UpdateServiceSettingCommand({ SettingId: id, SettingValue: 'Disable' }))
  const other = await plane.account('other')
  expect(await get(id, other)).toMatchObject({
    SettingValue: 'Enable',
    Status: 'Default',
    ARN: arnOf(id, testRegion, other.accountId),
  })
  expect(await get(id, plane.admin.inRegion('eu-west-1'))).toMatchObject({
    SettingValue: 'Enable',
    Status: 'Default',
    ARN: arnOf(id, 'eu-west-1'),
  })
  expect(await get(id)).toMatchObject({ SettingValue: 'Disable' })
  expect(await refusal(get(arnOf(id), other))).toMatchObject({ message: `Invalid settingId : ${arnOf(id)}` })
})
