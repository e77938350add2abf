// The setting that sends copies of session records into a bucket: who may put it, and what must hold before.
import {
  CreateServiceLinkedRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam'
import { GetServiceSettingCommand, ResetServiceSettingCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { hostManagementSetting } from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keysIn, makeBucket, roleArnIn, roleName, s3As, sendTo, setPolicy, setting } from '../hostler/record-buckets.ts'
import { answer, recordSession } from '../hostler/recorded-sessions.ts'
import { allowing, denial } from './denial.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
  await makeBucket(plane, 'vault')
})
afterAll(() => plane.close())

const service = 'session-records.hostler.internal'
const invalid = (message: string) => ({ code: 'ValidationException', status: 400, message })
const writer = (accountId: string) => `arn:aws:sts::${accountId}:assumed-role/${roleName}/session-records`

async function valueOf({ ssm } = plane.admin) {
  return (await ssm.send(new GetServiceSettingCommand({ SettingId: setting }))).ServiceSetting!.SettingValue
}

describe('the role', () => {
  test('is made with the first bucket, by who may make it', async () => {
    const { accountId, admin } = await startedWith('other')
    const clerk = await plane.user('clerk', allowing('ssm:UpdateServiceSetting'))
    expect(await refusal(sendTo(clerk, 'vault'))).toEqual(
      denial(plane, 'clerk', 'iam:CreateServiceLinkedRole', roleArnIn(plane.accountId)),
    )
    await sendTo(clerk, '$None')
    expect((await refusal(plane.admin.iam.send(new GetRoleCommand({ RoleName: roleName })))).code).toBe('NoSuchEntity')
    await sendTo(plane.admin, 'vault')
    const { Role } = await plane.admin.iam.send(new GetRoleCommand({ RoleName: roleName }))
    expect(Role!.Arn).toBe(roleArnIn(plane.accountId))
    await sendTo(clerk, 'vault/elsewhere')
    expect(await valueOf()).toBe('vault/elsewhere')

    await admin.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }))
    const { AttachedPolicies } = await admin.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: roleName }))
    const PolicyName = 'HostlerSessionRecordsServiceRolePolicy'
    const PolicyArn = `arn:aws:iam::aws:policy/aws-service-role/${PolicyName}`
    expect(AttachedPolicies).toEqual([{ PolicyName, PolicyArn }])
    expect((await admin.iam.send(new GetRoleCommand({ RoleName: roleName }))).Role!.Arn).toBe(roleArnIn(accountId))
  })

  test('is nobody else’s: no session assumes it and no host gets it', async () => {
    await sendTo(plane.admin, 'vault')
    const RoleArn = roleArnIn(plane.accountId)
    const assume = plane.admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }))
    expect((await refusal(assume)).code).toBe('AccessDenied')
    const SettingValue = `aws-service-role/${service}/${roleName}`
    const toHosts = new UpdateServiceSettingCommand({ SettingId: hostManagementSetting, SettingValue })
    expect((await refusal(plane.admin.ssm.send(toHosts))).message).toContain('Nonexistent role')
  })

  test('may be deleted: copies wait then, and say so', async () => {
    const { admin } = await startedWith('third')
    await makeBucket(plane, 'third-vault', admin)
    await sendTo(admin, 'third-vault')
    await admin.iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: roleName }))
    await recordSession(plane, 'x', { accountId: admin.accountId, id: 'eve-0123456789abcdef0' })
    await plane.running.app.copyRecords()
    const { Records } = await answer(plane, 'ListSessionRecords', {}, admin)
    const Problem = `The service-linked role of ${service} is missing in account ${admin.accountId}.`
    expect(Records).toMatchObject([{ Copy: { State: 'Pending', Problem } }])
  })
})

async function startedWith(name: string) {
  const admin = await plane.account(name)
  return { admin, accountId: admin.accountId }
}

describe('the bucket', () => {
  test.each([
    '',
    '/x',
    'Vault',
    'vault//x',
    'vault/a\nb',
    's3://vault',
    `vault/${'x'.repeat(513)}`,
    'arn:aws:s3:::vault',
  ])('is named as such: not %j', async value => {
    const { code, message } = await refusal(sendTo(plane.admin, value))
    expect(code).toBe('ValidationException')
    if (value !== '') expect(message).toBe(`Invalid setting value : ${value}`)
  })

  test('is there, in the region of the records', async () => {
    expect(await refusal(sendTo(plane.admin, 'nowhere'))).toEqual(invalid('The bucket nowhere does not exist.'))
    expect(await refusal(sendTo(plane.admin.inRegion('eu-west-1'), 'vault'))).toEqual(
      invalid(`The bucket vault is in ${testRegion}; session records of eu-west-1 need a bucket there.`),
    )
  })

  test('lets the role write, records and key alike', async () => {
    await makeBucket(plane, 'shut')
    const s3 = s3As(plane)
    const everywhere = 'arn:aws:s3:::shut/*'
    await setPolicy(s3, 'shut', { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: everywhere })
    const before = await valueOf()
    const refused = await refusal(sendTo(plane.admin, 'shut/relay'))
    expect(refused).toMatchObject({ code: 'ValidationException', status: 400 })
    expect(refused.message).toContain(`User: ${writer(plane.accountId)} is not authorized to perform: s3:PutObject`)
    const onlyRecords = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${everywhere}.pem` }
    await setPolicy(s3, 'shut', onlyRecords)
    expect((await refusal(sendTo(plane.admin, 'shut/relay'))).message).toContain('hostler-record-key.pem')
    expect(await valueOf()).toBe(before)
    expect(await keysIn(s3, 'shut')).toEqual([])
  })

  test('may insist on encryption and on its owner’s control', async () => {
    await makeBucket(plane, 'strict')
    const insist = (key: string, value: string) => ({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::strict/*',
      Condition: { StringNotEquals: { [key]: value } },
    })
    await setPolicy(
      s3As(plane),
      'strict',
      insist('s3:x-amz-server-side-encryption', 'AES256'),
      insist('s3:x-amz-acl', 'bucket-owner-full-control'),
    )
    await sendTo(plane.admin, 'strict')
    expect(await valueOf()).toBe('strict')
  })

  test('of another account serves where its policy lets the role in', async () => {
    const { admin, accountId } = await startedWith('archive')
    await makeBucket(plane, 'archive', admin)
    expect((await refusal(sendTo(plane.admin, 'archive'))).message).toContain('is not authorized to perform')
    const s3 = s3As(plane, admin)
    const Principal = { AWS: roleArnIn(plane.accountId) }
    await setPolicy(
      s3,
      'archive',
      { Effect: 'Allow', Principal, Action: 's3:GetBucketLocation', Resource: 'arn:aws:s3:::archive' },
      { Effect: 'Allow', Principal, Action: 's3:PutObject', Resource: 'arn:aws:s3:::archive/relay/*' },
    )
    expect((await refusal(sendTo(plane.admin, 'archive'))).code).toBe('ValidationException')
    await sendTo(plane.admin, 'archive/relay')
    await recordSession(plane, 'x')
    await plane.running.app.copyRecords()
    const { Records } = await answer(plane, 'ListSessionRecords')
    expect(Records).toMatchObject([{ Copy: { State: 'Copied', Bucket: 'archive' } }])
    expect((await keysIn(s3, 'archive')).some(key => key.startsWith(`relay/${plane.accountId}/${testRegion}/`))).toBe(
      true,
    )
    expect(accountId).not.toBe(plane.accountId)
  })

  test('is no other account’s business', async () => {
    await sendTo(plane.admin, 'vault')
    const { admin } = await startedWith('stranger')
    expect(await valueOf(admin)).toBe('$None')
    expect((await refusal(sendTo(admin, 'vault'))).message).toContain('is not authorized to perform')
  })
})

test('a reset ends the copying', async () => {
  await sendTo(plane.admin, 'vault')
  await plane.admin.ssm.send(new ResetServiceSettingCommand({ SettingId: setting }))
  expect(await valueOf()).toBe('$None')
})
