import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { AgentWorld } from '../test/agent-world.ts'
import { roleToken } from '../test/scripted-plane.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

/** Starts the agent as a process of its own, with nothing but these variables. */
function spawnAgent(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
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
