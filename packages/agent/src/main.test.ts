import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AgentWorld } from '../test/agent-world.ts'
import { refusal, roleToken } from '../test/scripted-plane.ts'
import { AGENT_VERSION } from './version.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

/** Starts the agent as a process of its own, with nothing but these variables. */
function spawnAgent(env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exitCode = new Promise<number | null>(resolve => child.once('exit', resolve))
  return { child, exitCode, output: () => output }
}

async function openWorldForProcess(): Promise<AgentWorld> {
  const world = await new AgentWorld().open()
  onTestFinished(() => world.close())
  await world.write(join(world.root, 'ca.pem'), world.plane.certificate)
  const inAnHour = Math.floor(Date.now() / 1000) + 3600
  world.plane.answer('RequestManagedInstanceRoleToken', { status: 200, body: roleToken(inAnHour) })
  return world
}

test('the process comes online with its settings from the environment and ends with 0 on SIGTERM', async () => {
  const world = await openWorldForProcess()
  const { child, exitCode, output } = spawnAgent({
    HOSTLER_ROOT: world.root,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: world.imds.endpoint,
    SSL_CERT_FILE: join(world.root, 'ca.pem'),
  })
  const { frames } = await world.plane.channels.next('open')
  await frames.next('text')
  child.kill('SIGTERM')
  expect(await exitCode).toBe(0)
  expect(world.plane.seen.count('bad signature')).toBe(0)
  expect(output()).toContain('Managed:')
  expect(await readFile(world.paths.log, 'utf8')).toBe(output())
})

test('without a metadata service the process ends with 0, as its supervisor expects of the stock agent', async () => {
  const root = await mkdtemp(join(tmpdir(), 'hostler-agent-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const { exitCode, output } = spawnAgent({
    HOSTLER_ROOT: root,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9',
  })
  expect(await exitCode).toBe(0)
  expect(output()).toContain('Not managed: no identity')
})

test('with a broken configuration file the process ends with 1 and names the file', async () => {
  const world = await openWorldForProcess()
  await world.write(world.paths.config, 'Ssm.Endpoint = cp')
  const { exitCode, output } = spawnAgent({
    HOSTLER_ROOT: world.root,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: world.imds.endpoint,
  })
  expect(await exitCode).toBe(1)
  expect(output()).toContain(world.paths.config)
})

describe('the command line', () => {
  const activation = ['-code', 'code-of-the-activation', '-id', '11111111-2222-3333-4444-555555555555']
  const register = ['-register', ...activation, '-region', 'eu-west-1']

  test('registers, asks before it registers again, and forgets', async () => {
    const world = await openWorldForProcess()
    const env = { HOSTLER_ROOT: world.root, SSL_CERT_FILE: join(world.root, 'ca.pem') }
    const run = async (...args: string[]) => {
      const { exitCode, output } = spawnAgent(env, args)
      return `${await exitCode} ${output()}`
    }
    expect(await run(...register)).toMatch(/^0 .*Managed instance-id: mi-0123456789abcdef0/s)
    expect(await run(...register)).toMatch(/^1 .*canceled/s)
    expect(await run(...register, '-y')).toMatch(/^0 .*Managed instance-id: mi-/s)
    expect(await run('-register', '-clear')).toMatch(/^0 .*removed/s)
    expect(await run(...register)).toMatch(/^0 .*Managed instance-id: mi-/s)
    expect(world.plane.seen.count('RegisterManagedInstance')).toBe(3)
    world.plane.answer('RegisterManagedInstance', refusal('InvalidActivation', 400, 'No such activation.'))
    expect(await run(...register, '-y')).toMatch(/^1 .*Registration failed: InvalidActivation: No such activation\./s)
  })

  test('says its version, and its usage with exit code 1', async () => {
    const version = spawnAgent({}, ['-version'])
    expect(await version.exitCode).toBe(0)
    expect(version.output()).toBe(`SSM Agent version: ${AGENT_VERSION}\n`)
    expect(await spawnAgent({}, ['-register']).exitCode).toBe(1)
  })
})
