// The command line as it is started: a process of its own against a plane, with AWS's usual variables.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { GetServiceSettingCommand } from '@aws-sdk/client-ssm'
import {
  disableHostManagement,
  enableHostManagement,
  hostManagementRole,
  hostManagementSetting,
  hostManagementValue,
  trustPolicyFor,
} from '@hostler/testkit/default-host-management'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const program = fileURLToPath(new URL('./main.ts', import.meta.url))

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `hostler` with nothing in its environment but what is given. */
function run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], HOME: plane.dataDir, AWS_EC2_METADATA_DISABLED: 'true', ...environment }
  return new Promise(resolve => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

function environmentOf({ accessKeyId, secretAccessKey }: TestCredentials) {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: testRegion,
    AWS_ENDPOINT_URL: plane.url,
  }
}

const hostler = (...args: string[]) => run(args, environmentOf(plane.admin.credentials))
const setting = async () => {
  const { ServiceSetting } = await plane.admin.ssm.send(
    new GetServiceSettingCommand({ SettingId: hostManagementSetting }),
  )
  return ServiceSetting!.SettingValue
}
const done = (...lines: string[]) => ({ exitCode: 0, stderr: '', stdout: lines.map(line => `${line}\n`).join('') })

describe('dhmc', () => {
  const off = done('Default Host Management is off in this account and region.')

  test('is off at first, turned on with the default role, and off again', async () => {
    expect(await hostler('dhmc', 'status')).toEqual(off)
    const asks = 'Hosts that were refused before ask again within 30 minutes, or when their agent is restarted.'
    const on = `Default Host Management is on, with role ${hostManagementValue}.`
    expect(await hostler('dhmc', 'enable')).toEqual(
      done(`Made role /${hostManagementValue} with AmazonSSMManagedEC2InstanceDefaultPolicy.`, on, asks),
    )
    expect(await setting()).toBe(hostManagementValue)
    expect(await hostler('dhmc', 'enable')).toEqual(done(on, asks))

    const { stdout } = await hostler('dhmc', 'status')
    expect(stdout.split('\n')).toEqual([
      'Default Host Management is on in this account and region.',
      `  role      ${hostManagementValue}`,
      '  policies  AmazonSSMManagedEC2InstanceDefaultPolicy',
      expect.stringMatching(/^ {2}changed {3}\d{4}-.*Z by arn:aws:iam::\d{12}:user\//),
      '',
    ])
    const status = JSON.parse((await hostler('dhmc', 'status', '--json')).stdout) as object
    expect(status).toMatchObject({
      enabled: true,
      setting: { SettingValue: hostManagementValue, Status: 'Customized' },
      role: {
        arn: `arn:aws:iam::${plane.accountId}:role/${hostManagementValue}`,
        policies: ['AmazonSSMManagedEC2InstanceDefaultPolicy'],
      },
    })

    expect((await hostler('dhmc', 'disable')).stdout).toMatch(/^Default Host Management is off\./)
    expect(await setting()).toBe('$None')
    expect(await hostler('dhmc', 'status')).toEqual(off)
  })

  test('takes a role of one’s own as it is, and says why it cannot take another', async () => {
    const AssumeRolePolicyDocument = trustPolicyFor('ssm.amazonaws.com')
    await plane.admin.iam.send(new CreateRoleCommand({ RoleName: 'Mine', Path: '/ops/', AssumeRolePolicyDocument }))
    expect((await hostler('dhmc', 'enable', '--role', 'ops/Mine')).exitCode).toBe(0)
    expect(await setting()).toBe('ops/Mine')
    expect((await hostler('dhmc', 'status')).stdout).toContain('  policies  none\n')
    const refused = await hostler('dhmc', 'enable', '--role', 'Nobody')
    expect([refused.exitCode, refused.stdout]).toEqual([1, ''])
    expect(refused.stderr).toMatch(/^\w+: .+\nRequest id: [0-9a-f-]{36}\n$/)
    expect(await setting()).toBe('ops/Mine')
    await disableHostManagement(plane.admin)
  })

  test('is that of the region that is named', async () => {
    expect((await hostler('--region', 'eu-west-1', 'dhmc', 'enable')).exitCode).toBe(0)
    expect(await setting()).toBe('$None')
    expect((await hostler('--region', 'eu-west-1', 'dhmc', 'status')).stdout).toContain(hostManagementRole)
  })
})

describe('nodes', () => {
  test('prints nothing while there are none, or an empty list', async () => {
    expect(await hostler('nodes')).toEqual(done())
    expect(await hostler('nodes', '--json')).toEqual(done('[]'))
  })

  test('lists every node, page after page, for programs', async () => {
    await hostler('dhmc', 'enable')
    await enableHostManagement(plane.admin)
    const agents = await plane.hosts(51)
    const token = await agents[0]!.join()
    await agents[0]!.ping(token, {
      PlatformName: 'Debian',
      PlatformVersion: '13',
      ComputerName: 'web',
      IPAddress: '10.0.0.1',
    })
    for (const agent of agents.slice(1)) await agent.ping(await agent.join())
    const nodes = JSON.parse((await hostler('nodes', '--json')).stdout) as { InstanceId: string }[]
    expect(nodes.map(({ InstanceId }) => InstanceId).sort()).toEqual(agents.map(({ instanceId }) => instanceId))
    expect(nodes.find(({ InstanceId }) => InstanceId === agents[0]!.instanceId)).toMatchObject({
      PingStatus: 'Online',
      PlatformName: 'Debian',
      LastPingDateTime: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    const plain = (await hostler('nodes')).stdout.trimEnd().split('\n')
    expect(plain.length).toBe(51)
    const line = plain.find(text => text.startsWith(agents[0]!.instanceId))!.split('\t')
    expect(line.slice(0, -1)).toEqual([
      agents[0]!.instanceId,
      'Online',
      '3.3.0.0',
      'Debian 13',
      '10.0.0.1',
      'web',
      hostManagementRole,
    ])
  })

  test('goes by the profile that is named, with its endpoint and region', async () => {
    const { awsConfigFile, awsCredentialsFile } = plane.running.file
    const files = { AWS_CONFIG_FILE: awsConfigFile, AWS_SHARED_CREDENTIALS_FILE: awsCredentialsFile }
    const { exitCode, stdout } = await run(['--profile', 'hostler', 'nodes'], files)
    expect([exitCode, stdout.split('\n').length]).toEqual([0, 52])
  })
})

describe('failures', () => {
  test('a command that is not understood ends with 2, before anything is done', async () => {
    for (const args of [['nonsense'], ['nodes', '--colour'], ['dhmc', 'toggle'], ['--region']]) {
      const { exitCode, stdout, stderr } = await hostler(...args)
      expect([args, exitCode, stdout]).toEqual([args, 2, ''])
      expect(stderr).toMatch(/^error: /)
    }
    for (const [flag, value] of [
      ['--port', '70000'],
      ['--tls-port', 'x'],
      ['--machines', 'cloud'],
    ]) {
      const dataDir = join(plane.dataDir, 'never')
      const { exitCode, stderr } = await hostler('up', '--data', dataDir, flag!, value!)
      expect([flag, exitCode, existsSync(dataDir)]).toEqual([flag, 2, false])
      expect(stderr).toContain(`${flag} takes`)
    }
  })

  test('help is no failure', async () => {
    const { exitCode, stdout } = await hostler('--help')
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Usage: hostler')])
  })

  test('a refusal ends with 3 and says what is missing', async () => {
    const user = await plane.user('nobody')
    const { exitCode, stdout, stderr } = await run(['nodes'], environmentOf(user.credentials))
    expect([exitCode, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(
      /^AccessDeniedException: User: .* is not authorized to perform: ssm:DescribeInstanceInformation/,
    )
    expect(stderr).toMatch(/\nRequest id: [0-9a-f-]{36}\n$/)
  })

  test('wrong and missing credentials end with 3', async () => {
    const { accessKeyId, secretAccessKey } = plane.admin.credentials
    const wrong = environmentOf({ accessKeyId, secretAccessKey: secretAccessKey.toLowerCase() })
    expect(await run(['nodes'], wrong)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^InvalidSignature/),
    })
    const none = await run(['nodes'], { AWS_REGION: testRegion, AWS_ENDPOINT_URL: plane.url })
    expect(none).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('Set AWS_PROFILE, or pass --profile.') })
  })

  test('an endpoint where nobody is ends with 4', async () => {
    const environment = { ...environmentOf(plane.admin.credentials), AWS_ENDPOINT_URL: await closedEndpoint() }
    expect(await run(['nodes'], environment)).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: 'The endpoint cannot be reached (ECONNREFUSED). Is the plane running?\n',
    })
  })

  test('an endpoint whose certificate is not trusted ends with 4; with its authority it is good', async () => {
    const { tlsUrl, caFile } = plane.running.file
    const environment = { ...environmentOf(plane.admin.credentials), AWS_ENDPOINT_URL: tlsUrl }
    expect(await run(['nodes'], environment)).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('Set NODE_EXTRA_CA_CERTS'),
    })
    expect((await run(['nodes'], { ...environment, NODE_EXTRA_CA_CERTS: caFile })).exitCode).toBe(0)
  })
})

/** An endpoint that was free a moment ago. */
async function closedEndpoint(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
