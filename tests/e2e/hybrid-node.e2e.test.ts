// A host elsewhere joins with nothing but an agent and what `hostler enroll` prints, and is as good as any other.
// HOSTLER_STOCK_AGENT_DIR names a folder with the stock agent's programs, to see the same with them.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { DeregisterManagedInstanceCommand } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ElsewhereHost, installAgent, reasonAgainstElsewhere } from './elsewhere-host.ts'
import { patience, RealPlane } from './real-plane.ts'
import { ShellClient } from './shell-client.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const stockAgent = process.env['HOSTLER_STOCK_AGENT_DIR'] || undefined
const reasonAgainst = await reasonAgainstElsewhere()
if (reasonAgainst !== undefined) console.log(`skipping tests with a host in another network: ${reasonAgainst}`)
if (stockAgent === undefined) console.log('skipping the stock agent elsewhere: HOSTLER_STOCK_AGENT_DIR names none')

const own = { dist }
const stock = { folder: stockAgent ?? '' }
const agents = [
  { name: 'the built-in agent', registers: own, runs: own, isThere: true },
  { name: 'the stock agent', registers: stock, runs: stock, isThere: stockAgent !== undefined },
  { name: 'the stock agent after the built-in one', registers: own, runs: stock, isThere: stockAgent !== undefined },
  { name: 'the built-in agent after the stock one', registers: stock, runs: own, isThere: stockAgent !== undefined },
]

describe.each(agents)('a host in another network, with $name', ({ registers, runs, isThere }) => {
  const isPossible = reasonAgainst === undefined && isThere
  const host = new ElsewhereHost()
  const plane = new RealPlane({ machines: 'none', host: host.planeAddress })
  beforeAll(async () => {
    if (!isPossible) return
    await host.start()
    await plane.start()
  })
  afterAll(async () => {
    host.stop()
    if (isPossible) await plane.close()
  })

  const managed = async () => (await plane.nodes())[0]
  const nodeId = async () => (await managed())!.InstanceId!

  test.skipIf(!isPossible)('joins by the script of `hostler enroll` and comes online', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(dist, 'hostler.mjs'), 'enroll', '--name', 'edge 1', '--tags', 'Env=edge'],
      {
        env: {
          ...process.env,
          AWS_CONFIG_FILE: join(plane.dataDir, 'aws/config'),
          AWS_SHARED_CREDENTIALS_FILE: join(plane.dataDir, 'aws/credentials'),
          AWS_PROFILE: 'hostler',
        },
      },
    )
    const trust = 'SSL_CERT_FILE=/etc/hostler/ca.crt AWS_CA_BUNDLE=/etc/hostler/ca.crt'
    const start = `exec env ${trust} /usr/bin/amazon-ssm-agent\n`
    host.run(`${installAgent(registers)}(${stdout}\n)\n${installAgent(runs)}${start}`)
    await expect.poll(managed, patience).toMatchObject({
      PingStatus: 'Online',
      InstanceId: expect.stringMatching(/^mi-[0-9a-f]{17}$/),
      Name: 'edge 1',
      ResourceType: 'ManagedInstance',
      IPAddress: host.hostAddress,
      ComputerName: 'elsewhere',
    })
    expect(host.said).toContain(`Successfully registered the instance with AWS SSM using Managed instance-id: mi-`)
    await expect.poll(async () => plane.connection(await nodeId()), patience).toBe('connected')
  })

  test.skipIf(!isPossible)('keeps its registration in the files of the stock agent', async () => {
    const id = await nodeId()
    const { region } = plane.running.file
    const vault = '/var/lib/amazon/ssm/Vault'
    const read = (path: string) => JSON.parse(host.read(path)) as Record<string, unknown>
    expect(read('/var/lib/amazon/ssm/registration')).toEqual({ ManagedInstanceID: id, Region: region })
    expect(read(`${vault}/Manifest`)).toEqual({
      RegistrationKey: `${vault}/Store/RegistrationKey`,
      InstanceFingerprint: `${vault}/Store/InstanceFingerprint`,
    })
    expect(read(`${vault}/Store/RegistrationKey`)).toEqual({
      instanceID: id,
      region,
      instanceType: '',
      availabilityZone: '',
      privateKey: expect.stringMatching(/^MII[A-Za-z0-9+/]+=*$/),
      publicKey: '',
      privateKeyType: 'Rsa',
      privateKeyCreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/),
    })
    expect(read(`${vault}/Store/InstanceFingerprint`)).toMatchObject({
      fingerprint: expect.stringMatching(/^[0-9a-f-]{36}$/),
      hardwareHash: { 'hostname-info': 'elsewhere', 'ipaddress-info': host.hostAddress },
      similarityThreshold: 40,
    })
    expect(read('/var/lib/amazon/ssm/runtimeconfig/identity_config.json')).toMatchObject({
      InstanceId: id,
      IdentityType: 'OnPrem',
      ShareFile: '/root/.aws/credentials',
      CredentialSource: 'SSM',
    })
    expect(host.read('/root/.aws/credentials')).toContain('[default]')
  })

  test.skipIf(!isPossible)('gives a shell, until it is deregistered', async () => {
    const client = await ShellClient.start(plane.admin, { Target: await nodeId() })
    await expect.poll(() => client.output, patience).toMatch(/[$#] $/)
    client.type('echo "on $(hostname)"\n')
    await expect.poll(() => client.output, patience).toContain('on elsewhere')
    await plane.admin.ssm.send(new DeregisterManagedInstanceCommand({ InstanceId: await nodeId() }))
    await expect.poll(() => client.lastWords, patience).toBe('The node was deregistered.')
    expect(await plane.nodes()).toEqual([])
  })
})
