// `hostler why` and `hostler can` as people and programs call them.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { GetServiceSettingCommand } from '@aws-sdk/client-ssm'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'

const program = join(import.meta.dirname, '../../../packages/cli/src/main.ts')
const setting = '/ssm/automation/customer-script-log-group-name'

let plane: TestPlane
let folder: string
let eve: TestClients
beforeAll(async () => {
  plane = await startTestPlane()
  folder = mkdtempSync(join(tmpdir(), 'hostler-why-'))
  eve = await plane.user('eve', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'ec2:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      { Sid: 'NoSettings', Effect: 'Deny', Action: 'ssm:*Setting', Resource: '*' },
    ],
  })
})
afterAll(async () => {
  await plane.close()
  rmSync(folder, { recursive: true })
})

interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

function hostler(args: readonly string[], { credentials }: TestClients = plane.admin): Promise<Ran> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    AWS_ENDPOINT_URL: plane.url,
    AWS_REGION: testRegion,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  return new Promise(resolve => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
      resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

async function denial(SettingId = setting): Promise<string> {
  const error = await eve.ssm.send(new GetServiceSettingCommand({ SettingId })).then(
    () => undefined,
    (reason: unknown) => reason as { $response: { headers: Record<string, string> } },
  )
  return error!.$response.headers['x-hostler-decision-id']!
}

const settingArn = () => `arn:aws:ssm:${testRegion}:${plane.accountId}:servicesetting${setting}`
const instanceArn = () => `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/i-1`

test('why tells in sentences who was denied what, by which statement', async () => {
  const id = await denial()
  const { exitCode, stdout } = await hostler(['why', id])
  expect(exitCode).toBe(0)
  expect(stdout).toContain(`user eve was denied ssm:GetServiceSetting on ${settingArn()}.
Statement 2 (NoSettings) of the identity-based policy inline denies it.
  {
    "Sid": "NoSettings",`)
  expect(stdout).toContain('Policies that were looked at:\n  inline (identity-based policy)')
  expect(stdout).toContain(`with key ${eve.credentials.accessKeyId} from 127.0.0.1`)
  expect(JSON.parse((await hostler(['why', id, '--json'])).stdout)).toMatchObject({ DecisionId: id })
})

test('why without an id lists the newest denials, and shows nothing that a terminal would obey', async () => {
  const id = await denial('/ssm/\u001b[2J')
  const { stdout } = await hostler(['why'])
  expect(stdout.split('\n')[0]).toMatch(new RegExp(`^${id}\t.*\tuser eve\tssm:GetServiceSetting\t`))
  expect(stdout + (await hostler(['why', id])).stdout).not.toContain('\u001b')
})

test('why is refused to who may not ask, and knows only what was decided', async () => {
  expect(await hostler(['why', await denial()], eve)).toMatchObject({ exitCode: 3 })
  expect(await hostler(['why', 'd-0'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('There is no decision d-0.'),
  })
})

test('can exits with 0 for what is allowed and with 1 for what is not, and says what it would take', async () => {
  const stop = ['can', 'eve', 'ec2:StopInstances', instanceArn()]
  const without = await hostler(stop)
  expect(without.exitCode).toBe(1)
  expect(without.stdout).toContain(`user eve may not do ec2:StopInstances on ${instanceArn()}.
No identity-based policy of user eve allows ec2:StopInstances on ${instanceArn()}.
It would take that the conditions below hold.`)
  expect(without.stdout).toContain(
    'statement 1 of inline would allow it, but this does not hold: Bool aws:SecureTransport true',
  )
  expect(without.stdout).toContain('A value can be tried with --context aws:securetransport=…')
  const secure = await hostler([...stop, '--context', 'aws:SecureTransport=true'])
  expect(secure).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('eve may do ec2:StopInstances') })
  const json = await hostler([...stop, '--json'])
  expect(json.exitCode).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({ Verdict: { Decision: 'implicit-deny' } })
})

test('can takes ARNs, names and roles', async () => {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: plane.accountId }, Action: 'sts:AssumeRole' }],
  }
  await plane.admin.iam.send(
    new CreateRoleCommand({ RoleName: 'ops', Path: '/x/', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  )
  const role = await hostler(['can', 'role/ops', 'ec2:StopInstances', instanceArn()])
  expect(role).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('role x/ops may not do') })
  const admin = await hostler([
    'can',
    `arn:aws:iam::${plane.accountId}:user/admin`,
    'sts:AssumeRole',
    `arn:aws:iam::${plane.accountId}:role/x/ops`,
  ])
  expect(admin).toMatchObject({ exitCode: 0 })
  const root = await hostler(['can', `arn:aws:iam::${plane.accountId}:root`, 'ssm:GetServiceSetting', settingArn()])
  expect(root.stdout).toContain('The root user of the account needs no policy.')
})

test('can refuses what it does not understand, and whom it may not ask about', async () => {
  const question = ['can', 'eve', 'ec2:StopInstances', instanceArn()]
  expect(await hostler([...question, '--context', 'nothing'])).toMatchObject({ exitCode: 2 })
  expect(await hostler(['can', 'missing', 'ec2:StopInstances', instanceArn()])).toMatchObject({ exitCode: 1 })
  expect(await hostler(question, eve)).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('ExplainAccess') })
})
