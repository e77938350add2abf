// `hostler fleet` as it is started: a process of its own against a plane.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { ListRolesCommand } from '@aws-sdk/client-iam'
import {
  DeregisterManagedInstanceCommand,
  DescribeActivationsCommand,
  DescribeInstanceInformationCommand,
} from '@aws-sdk/client-ssm'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterEach, beforeEach, expect, test } from 'vitest'

const program = fileURLToPath(new URL('../../main.ts', import.meta.url))
const patience = { timeout: 20_000, interval: 50 }

let plane: TestPlane
let children: ChildProcess[]
beforeEach(async () => {
  plane = await startTestPlane()
  children = []
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await plane.close()
})

function start(flags: readonly string[], environment: Readonly<Record<string, string>>) {
  const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = plane.admin.credentials
  const { tlsUrl, caFile } = plane.running.file
  const child = spawn(process.execPath, [program, 'fleet', '--tls-url', tlsUrl, '--ca', caFile, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: plane.dataDir,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: testRegion,
      AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY,
      ...environment,
    },
  })
  children.push(child)
  const outcome = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { child, outcome: outcome.then(([stdout, stderr, [exitCode]]) => ({ stdout, stderr, exitCode })) }
}

const startHere = (...flags: string[]) => start(flags, { AWS_ENDPOINT_URL: plane.url })

async function nodes() {
  const { InstanceInformationList } = await plane.admin.ssm.send(new DescribeInstanceInformationCommand({}))
  return InstanceInformationList!
}

const nodeNames = async () => new Set((await nodes()).map(({ ComputerName }) => ComputerName))
const activations = async () =>
  (await plane.admin.ssm.send(new DescribeActivationsCommand({}))).ActivationList!.map(({ Tags }) => Tags)

test('its hosts are nodes until it is interrupted, and then nothing of them is left', async () => {
  const names = new Set(['web-0', 'web-1', 'web-2'])
  const { child, outcome } = startHere('--count', '3', '--name-prefix', 'web', '--tags', 'Env=test', '--json')
  await expect.poll(nodeNames, patience).toEqual(names)
  expect(await activations()).toEqual([[{ Key: 'Env', Value: 'test' }]])
  child.kill('SIGINT')
  const { stdout, stderr, exitCode } = await outcome
  expect([stderr, exitCode]).toEqual(['', 0])
  const events = stdout.trimEnd().split('\n')
  const registered = events.map(line => JSON.parse(line)).filter(({ event }) => event === 'registered')
  expect(new Set(registered.map(({ host }) => host))).toEqual(names)
  expect([await nodes(), await activations()]).toEqual([[], []])
})

test('a node that somebody else has removed does not keep the others', async () => {
  const { child, outcome } = startHere('--count', '3')
  await expect.poll(nodes, patience).toHaveLength(3)
  const [{ InstanceId } = {}] = await nodes()
  await plane.admin.ssm.send(new DeregisterManagedInstanceCommand({ InstanceId }))
  child.kill('SIGINT')
  expect(await outcome).toMatchObject({ stderr: '', exitCode: 0 })
  expect(await nodes()).toEqual([])
})

test('--keep leaves the nodes and no activation', async () => {
  const { child, outcome } = startHere('--count', '2', '--keep')
  await expect.poll(nodeNames, patience).toEqual(new Set(['virtual-0', 'virtual-1']))
  child.kill('SIGTERM')
  expect(await outcome).toMatchObject({ stderr: '', exitCode: 0 })
  expect(await nodeNames()).toEqual(new Set(['virtual-0', 'virtual-1']))
  expect(await activations()).toEqual([])
})

test('it ends, and nothing is left, when nobody reads its events any more', async () => {
  const { child, outcome } = startHere('--count', '3', '--json')
  const unread = expect(outcome).rejects.toThrow('Premature close')
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  child.stdout.destroy()
  expect(await exited).toEqual([0, null])
  await unread
  expect([await nodes(), await activations()]).toEqual([[], []])
})

test.each([
  ['no endpoint is set', () => ({})],
  ['only that of SSM is set', () => ({ AWS_ENDPOINT_URL_SSM: plane.url })],
  ['only that of IAM is set', () => ({ AWS_ENDPOINT_URL_IAM: plane.url })],
])('nothing goes to AWS where %s', async (_what, endpoints) => {
  let connections = 0
  const proxy = createServer(socket => {
    connections++
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const { stderr, exitCode } = await start(['--count', '1'], { ...endpoints(), HTTPS_PROXY }).outcome
  proxy.close()
  expect([stderr, exitCode]).toEqual([expect.stringContaining('is AWS, which would charge'), 2])
  expect(connections).toBe(0)
})

test.each([
  ['--tags', 'no pair'],
  ['--fault', 'rain=0.1'],
  ['--fault', 'drop=2'],
  ['--count', 'many'],
])('%s %s is refused before anything is made', async (...flags) => {
  const { stderr, exitCode } = await startHere(...flags).outcome
  expect([stderr, exitCode]).toEqual([expect.stringContaining(flags[0]), 2])
  const { Roles } = await plane.admin.iam.send(new ListRolesCommand({ PathPrefix: '/service-role/' }))
  expect([Roles, await activations()]).toEqual([[], []])
})
