import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { MachineDriver, MachineSpec } from '../driver.ts'
import type { ImdsHost } from '../imds/host.ts'
import { identifyProcess, isRunning } from '../process-identity.ts'
import { createProcessDriver } from './process-driver.ts'
import { restartPauseMs } from './supervise.ts'

let dataDir: string
let driver: MachineDriver
let logged: string[]

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'machines-'))
  logged = []
  driver = createProcessDriver({
    dataDir,
    log: message => logged.push(message),
    plane: {
      imds: (_request, response, host) => response.end(host?.instanceId),
      hostByAddress: () => undefined,
      hostByInstanceId: id => ({ instanceId: id }) as ImdsHost,
      acceptHttp: () => undefined,
      acceptHttps: () => undefined,
      httpPort: 0,
      httpsPort: 0,
    },
  })
})

afterEach(async () => {
  await driver.close({ stopMachines: true })
  rmSync(dataDir, { recursive: true })
})

function spec(script: string, changes: Partial<MachineSpec> = {}): MachineSpec {
  return {
    instanceId: 'i-1',
    hostname: 'one',
    stateDir: join(dataDir, 'i-1'),
    privateIp: '172.31.0.5',
    files: new Map([['/etc/amazon/ssm/amazon-ssm-agent.json', '{}']]),
    environment: { GREETING: 'hello' },
    command: ['/bin/sh', '-c', script],
    readOnlyPaths: [],
    ...changes,
  }
}

/** What a script wrote into a file of the host's root, once it is there. */
async function written(name: string): Promise<string> {
  const path = join(dataDir, 'i-1', 'root', name)
  return vi.waitFor(() => {
    const text = readFileSync(path, 'utf8')
    expect(text).toMatch(/\n$/)
    return text.trim()
  })
}

test('the command finds its files, its environment and none of the plane’s', async () => {
  process.env['PLANE_SECRET'] = 'secret'
  await driver.start(
    spec(
      'cat "$HOSTLER_ROOT/etc/amazon/ssm/amazon-ssm-agent.json" > out; echo " $GREETING$PLANE_SECRET" >> out; exec sleep 60',
    ),
  )
  delete process.env['PLANE_SECRET']
  expect(await written('out')).toBe('{} hello')
  expect(statSync(join(dataDir, 'i-1')).mode & 0o777).toBe(0o700)
})

test('each host has its own metadata service, which is gone after the stop', async () => {
  const machine = await driver.start(spec('echo "$AWS_EC2_METADATA_SERVICE_ENDPOINT" > out; exec sleep 60'))
  const other = await driver.start(spec('exec sleep 60', { instanceId: 'i-2', stateDir: join(dataDir, 'i-2') }))
  expect(await written('out')).toBe(machine.imdsEndpoint)
  expect(await (await fetch(`${machine.imdsEndpoint}/`)).text()).toBe('i-1')
  expect(await (await fetch(`${other.imdsEndpoint}/`)).text()).toBe('i-2')
  await machine.stop()
  await expect(fetch(`${machine.imdsEndpoint}/`)).rejects.toThrow()
})

test('stop ends the whole tree, including what has left the group and ignores the polite signal', async () => {
  const script = `setsid sh -c 'trap "" TERM; echo $$ > deaf; while :; do sleep 1; done' & wait`
  const machine = await driver.start(spec(script))
  const deaf = identifyProcess(Number(await written('deaf')))!
  expect(isRunning(deaf)).toBe(true)
  await machine.stop()
  await machine.exited
  await vi.waitFor(() => expect(isRunning(deaf)).toBe(false))
  expect(existsSync(join(dataDir, 'i-1', 'process.json'))).toBe(false)
})

test('a command that ends is started again and the log says so', async () => {
  await driver.start(spec('test -e first && { echo again > second; exec sleep 60; }; echo > first; exit 3'))
  await vi.waitFor(() => expect(existsSync(join(dataDir, 'i-1/root/second'))).toBe(true), { timeout: 5000 })
  expect(logged).toContain('i-1: /bin/sh ended (3); starting it again in 1 s')
})

test('pauses before a new start double from one second to ninety', () => {
  expect([0, 1, 2, 5, 6, 7, 1000].map(restartPauseMs)).toEqual([1000, 2000, 4000, 32_000, 64_000, 90_000, 90_000])
})

test('a command that cannot be started leaves the machine stoppable', async () => {
  const machine = await driver.start(spec('', { command: ['/nowhere/at/all'] }))
  await vi.waitFor(() => expect(logged.join()).toContain('ENOENT'))
  await machine.stop()
  await machine.exited
})

test('a process left over from a killed plane is ended before the host starts again on its state', async () => {
  const machine = await driver.start(spec('echo kept > state; exec sleep 60'))
  await written('state')
  await machine.stop()
  const left = spawn('/bin/sh', ['-c', 'exec sleep 60'], { stdio: 'ignore' })
  await once(left, 'spawn')
  const ended = once(left, 'exit')
  writeFileSync(join(dataDir, 'i-1', 'process.json'), JSON.stringify(identifyProcess(left.pid!)))
  await driver.start(spec('exec sleep 60'))
  await ended
  expect(await written('state')).toBe('kept')
})

test('a pid that now belongs to another process is left alone', async () => {
  await (await driver.start(spec('exec sleep 60'))).stop()
  const stranger = spawn('/bin/sh', ['-c', 'exec sleep 60'], { stdio: 'ignore' })
  await once(stranger, 'spawn')
  const identity = identifyProcess(stranger.pid!)!
  writeFileSync(join(dataDir, 'i-1', 'process.json'), JSON.stringify({ ...identity, started: 'earlier' }))
  await driver.start(spec('exec sleep 60'))
  expect(isRunning(identity)).toBe(true)
  stranger.kill()
})

test.each(['relative', '/a/../../b', '/a//b', '/a/\0'])('the file path %j is refused', async path => {
  await expect(driver.start(spec('true', { files: new Map([[path, '']]) }))).rejects.toThrow(
    'not a plain absolute path',
  )
})
