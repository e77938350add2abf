import { GetServiceSettingCommand, ResetServiceSettingCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import {
  enableHostManagement,
  hostManagementSetting as dhmc,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allowing, denial } from './denial.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
})
afterAll(() => plane.close())

const arnOf = (id: string) => `arn:aws:ssm:${testRegion}:${plane.accountId}:servicesetting${id}`

async function reset(SettingId: string, { ssm }: TestClients = plane.admin) {
  return (await ssm.send(new ResetServiceSettingCommand({ SettingId }))).ServiceSetting
}

async function get(SettingId: string, { ssm }: TestClients = plane.admin) {
  return (await ssm.send(new GetServiceSettingCommand({ SettingId }))).ServiceSetting
}

test('resetting answers the default, which is what the setting has from then on', async () => {
  await enableHostManagement(plane.admin)
  const expected = {
    SettingId: dhmc,
    SettingValue: '$None',
    LastModifiedUser: 'System',
    ARN: arnOf(dhmc),
    Status: 'Default',
  }
  expect(await reset(arnOf(dhmc))).toEqual(expected)
  expect(await get(dhmc)).toEqual(expected)
})

test('resetting a setting that nobody changed changes nothing and is no error', async () => {
  expect(await reset('/ssm/managed-instance/activation-tier')).toMatchObject({ SettingValue: 'standard' })
  expect(await reset('/ssm/managed-instance/activation-tier')).toMatchObject({ Status: 'Default' })
})

test('unknown settings are not found, foreign and malformed ids are invalid', async () => {
  expect((await refusal(reset('/ssm/nothing'))).code).toBe('ServiceSettingNotFound')
  for (const id of [arnOf(dhmc).replace(testRegion, 'eu-west-1'), 'ssm/no/slash']) {
    expect(await refusal(reset(id))).toEqual({
      code: 'ValidationException',
      status: 400,
      message: `Invalid settingId : ${id}`,
    })
  }
})

test('only the permission to reset is needed, none to pass a role', async () => {
  await enableHostManagement(plane.admin)
  const operator = await plane.user('operator', allowing('ssm:ResetServiceSetting'))
  expect(await reset(dhmc, operator)).toMatchObject({ SettingValue: '$None' })
})

test('a user whom no policy allows it is refused and changes nothing', async () => {
  await enableHostManagement(plane.admin)
  const nobody = await plane.user('nobody', allowing('ssm:UpdateServiceSetting', 'ssm:GetServiceSetting'))
  const expected = denial(plane, 'nobody', 'ssm:ResetServiceSetting', arnOf(dhmc))
  expect(await refusal(reset(dhmc, nobody))).toEqual(expected)
  expect(await get(dhmc)).toMatchObject({ Status: 'Customized' })
})

test('another account and another region keep their settings', async () => {
  const id = '/ssm/opsinsights/opscenter'
  const other = await plane.account('other')
  const europe = plane.admin.inRegion('eu-west-1')
  for (const { ssm } of [plane.admin, other, europe]) {
    await ssm.send(new UpdateServiceSettingCommand({ SettingId: id, SettingValue: 'Enabled' }))
  }
  await reset(id)
  expect(await get(id, other)).toMatchObject({ SettingValue: 'Enabled' })
  expect(await get(id, europe)).toMatchObject({ SettingValue: 'Enabled' })
  expect(await get(id)).toMatchObject({ SettingValue: 'Disabled' })
})
