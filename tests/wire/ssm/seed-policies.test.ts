// The policies that AWS's guide to Default Host Management prints: who may switch it, and how to keep others from it.
import { CreateUserCommand } from '@aws-sdk/client-iam'
import { GetServiceSettingCommand, ResetServiceSettingCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import {
  hostManagementRole,
  hostManagementSetting as SettingId,
  hostManagementValue as SettingValue,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
})
afterAll(() => plane.close())

const settingArn = (region = testRegion, accountId = plane.accountId) =>
  `arn:aws:ssm:${region}:${accountId}:servicesetting${SettingId}`
const roleArn = (accountId = plane.accountId) => `arn:aws:iam::${accountId}:role/service-role/${hostManagementRole}`
const settingActions = ['ssm:GetServiceSetting', 'ssm:ResetServiceSetting', 'ssm:UpdateServiceSetting']
const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' }

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })

const enable = ({ ssm }: TestClients) => ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue }))
const reset = ({ ssm }: TestClients) => ssm.send(new ResetServiceSettingCommand({ SettingId }))
const get = ({ ssm }: TestClients) => ssm.send(new GetServiceSettingCommand({ SettingId }))

test('the operator’s policy is enough to read, set and reset, and for nothing else', async () => {
  const operator = await plane.user(
    'operator',
    policy(
      { Effect: 'Allow', Action: settingActions, Resource: settingArn() },
      {
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: roleArn(),
        Condition: { StringEquals: { 'iam:PassedToService': ['ssm.amazonaws.com'] } },
      },
    ),
  )
  await enable(operator)
  expect((await get(operator)).ServiceSetting).toMatchObject({
    SettingValue,
    LastModifiedUser: `arn:aws:iam::${plane.accountId}:user/operator`,
  })
  await reset(operator)
  expect((await refusal(enable(operator.inRegion('eu-west-1')))).code).toBe('AccessDeniedException')
  expect((await refusal(operator.iam.send(new CreateUserCommand({ UserName: 'x' })))).code).toBe('AccessDenied')
})

test('the guard lets administrators by their tag switch it, and denies others explicitly', async () => {
  const unlessAdministrator = {
    StringNotEqualsIgnoreCase: { 'aws:PrincipalTag/job-function': ['administrator'] },
  }
  const guard = policy(
    allowAll,
    {
      Effect: 'Deny',
      Action: ['ssm:UpdateServiceSetting', 'ssm:ResetServiceSetting'],
      Resource: settingArn('*', '*'),
      Condition: unlessAdministrator,
    },
    {
      Effect: 'Deny',
      Action: ['iam:PassRole'],
      Resource: roleArn('*'),
      Condition: { ...unlessAdministrator, StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    },
  )
  const trusted = await plane.user('trusted', guard, [{ Key: 'job-function', Value: 'Administrator' }])
  await enable(trusted)
  await reset(trusted)
  const others = [
    await plane.user('untagged', guard),
    await plane.user('developer', guard, [{ Key: 'job-function', Value: 'developer' }]),
  ]
  for (const other of others) {
    for (const switchIt of [enable, reset]) {
      const outcome = await refusal(switchIt(other))
      expect(outcome.code).toBe('AccessDeniedException')
      expect(outcome.message).toContain('with an explicit deny in an identity-based policy')
    }
    expect((await get(other)).ServiceSetting).toMatchObject({ Status: 'Default' })
  }
})
