import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { GetServiceSettingCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import {
  hostManagementRole,
  hostManagementSetting as dhmc,
  hostManagementValue,
  makeHostManagementRole,
  trustPolicyFor,
} from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { settingDefinitions } from '@hostler/plane/domain/setting/definitions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowing, denial } from './denial.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
})
afterAll(() => plane.close())

const arnOf = (id: string) => `arn:aws:ssm:${testRegion}:${plane.accountId}:servicesetting${id}`
const roleArn = (value: string) => `arn:aws:iam::${plane.accountId}:role/${value}`

const update = (SettingId: string, SettingValue: string, { ssm }: TestClients = plane.admin) =>
  ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue }))

async function valueOf(SettingId: string, { ssm }: TestClients = plane.admin) {
  return (await ssm.send(new GetServiceSettingCommand({ SettingId }))).ServiceSetting?.SettingValue
}

async function makeRole(RoleName: string, AssumeRolePolicyDocument: string, Path = '/') {
  await plane.admin.iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument }))
}

test('changing a setting answers nothing, and both forms of the id change the same setting', async () => {
  const { $metadata: _, ...answer } = await update(arnOf(dhmc), hostManagementValue)
  expect(answer).toEqual({})
  expect(await valueOf(dhmc)).toBe(hostManagementValue)
  await update('/ssm/opsitem/EC2', 'Enabled')
  expect(await valueOf(arnOf('/ssm/opsitem/EC2'))).toBe('Enabled')
})

test('every setting takes each of its values and none besides', async () => {
  for (const [id, { allowed }] of settingDefinitions) {
    if (!allowed) continue
    for (const value of allowed) {
      await update(id, value)
      expect(await valueOf(id)).toBe(value)
    }
    for (const value of ['nonsense', allowed[0]!.toUpperCase() + ' ', '$None', '__proto__']) {
      expect(await refusal(update(id, value))).toEqual({
        code: 'ValidationException',
        status: 400,
        message: `Invalid setting value : ${value}`,
      })
    }
    expect(await valueOf(id)).toBe(allowed.at(-1))
  }
})

test('unknown settings are not found, foreign and malformed ids are invalid', async () => {
  expect((await refusal(update('/ssm/managed-instance/default-instance-management-role', 'x'))).code).toBe(
    'ServiceSettingNotFound',
  )
  const foreign = arnOf(dhmc).replace(plane.accountId, '999999999999')
  expect(await refusal(update(foreign, hostManagementValue))).toMatchObject({
    code: 'ValidationException',
    message: `Invalid settingId : ${foreign}`,
  })
})

test('a value of no length or of more than 4,096 characters breaks its constraint', async () => {
  expect((await refusal(update(dhmc, ''))).message).toContain("at 'settingValue' failed to satisfy constraint")
  const tooLong = await refusal(update(dhmc, 'x'.repeat(4097)))
  expect(tooLong.message).toContain('Member must have length less than or equal to 4096')
})

test('another account and another region stay as they are', async () => {
  const other = await plane.account('other')
  await update(dhmc, hostManagementValue)
  expect(await valueOf(dhmc, other)).toBe('$None')
  expect(await valueOf(dhmc, plane.admin.inRegion('eu-west-1'))).toBe('$None')
  await update('/ssm/opsitem/EC2', 'Enabled', other)
  await update('/ssm/opsitem/EC2', 'Disabled')
  expect(await valueOf('/ssm/opsitem/EC2', other)).toBe('Enabled')
})

describe('the role of Default Host Management', () => {
  const untrusted = (value: string) => ({
    code: 'ValidationException',
    status: 400,
    message: `Nonexistent role or missing ssm service principal in trust policy: ${roleArn(value)}`,
  })

  test('is named by path and name; a role at the root by its name alone', async () => {
    await makeRole('MyCoolRole', trustPolicyFor('ssm.amazonaws.com'))
    await update(dhmc, 'MyCoolRole')
    expect(await valueOf(dhmc)).toBe('MyCoolRole')
  })

  test('has to exist, under exactly this path', async () => {
    for (const value of ['NoSuchRole', hostManagementRole, `other/${hostManagementRole}`, `/${hostManagementValue}`]) {
      expect(await refusal(update(dhmc, value))).toEqual(untrusted(value))
    }
  })

  test('is not named by its ARN', async () => {
    const arn = roleArn(hostManagementValue)
    expect(await refusal(update(dhmc, arn))).toEqual(untrusted(arn))
  })

  test('has to trust Systems Manager', async () => {
    await makeRole('ForInstances', trustPolicyFor('ec2.amazonaws.com'))
    expect(await refusal(update(dhmc, 'ForInstances'))).toEqual(untrusted('ForInstances'))
  })

  test('is not trusted where a statement denies it, or a condition does not hold', async () => {
    const allow = { Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' }, Action: 'sts:AssumeRole' }
    const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
    await makeRole('Denied', document(allow, { ...allow, Effect: 'Deny' }))
    const ofOthers = { StringEquals: { 'aws:SourceAccount': '999999999999' } }
    await makeRole('ForOthers', document({ ...allow, Condition: ofOthers }))
    const ofOurs = { StringEquals: { 'aws:SourceAccount': plane.accountId } }
    await makeRole('ForUs', document({ ...allow, Condition: ofOurs }))
    expect(await refusal(update(dhmc, 'Denied'))).toEqual(untrusted('Denied'))
    expect(await refusal(update(dhmc, 'ForOthers'))).toEqual(untrusted('ForOthers'))
    await update(dhmc, 'ForUs')
    expect(await valueOf(dhmc)).toBe('ForUs')
  })

  test('of another account cannot be named', async () => {
    const other = await plane.account('third')
    expect((await refusal(update(dhmc, hostManagementValue, other))).code).toBe('ValidationException')
  })
})

describe('a user', () => {
  test('who may not change the setting is refused for the setting', async () => {
    const nobody = await plane.user('nobody')
    const expected = denial(plane, 'nobody', 'ssm:UpdateServiceSetting', arnOf(dhmc))
    expect(await refusal(update(dhmc, hostManagementValue, nobody))).toEqual(expected)
    expect(await refusal(update(arnOf(dhmc), 'NoSuchRole', nobody))).toEqual(expected)
  })

  test('who may not pass the role is refused for the role, whether it exists or not', async () => {
    const halfway = await plane.user('halfway', allowing('ssm:UpdateServiceSetting'))
    for (const value of [hostManagementValue, 'NoSuchRole']) {
      const expected = denial(plane, 'halfway', 'iam:PassRole', roleArn(value))
      expect(await refusal(update(dhmc, value, halfway))).toEqual(expected)
    }
    await update('/ssm/opsitem/EC2', 'Enabled', halfway)
  })

  test('may pass a role to Systems Manager alone', async () => {
    const policy = (service: string) => ({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'ssm:UpdateServiceSetting', Resource: arnOf(dhmc) },
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: roleArn(hostManagementValue),
          Condition: { StringEquals: { 'iam:PassedToService': service } },
        },
      ],
    })
    const operator = await plane.user('operator', policy('ssm.amazonaws.com'))
    await update(dhmc, hostManagementValue, operator)
    expect(await valueOf(dhmc)).toBe(hostManagementValue)
    const launcher = await plane.user('launcher', policy('ec2.amazonaws.com'))
    const expected = denial(plane, 'launcher', 'iam:PassRole', roleArn(hostManagementValue))
    expect(await refusal(update(dhmc, hostManagementValue, launcher))).toEqual(expected)
  })

  test('is told of an explicit denial as AWS tells it', async () => {
    const barred = await plane.user('barred', {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'ssm:UpdateServiceSetting', Resource: '*' },
      ],
    })
    expect((await refusal(update(dhmc, hostManagementValue, barred))).message).toBe(
      `User: arn:aws:iam::${plane.accountId}:user/barred is not authorized to perform: ssm:UpdateServiceSetting on resource: ${arnOf(dhmc)} with an explicit deny in an identity-based policy`,
    )
  })
})
