// The record is the relay's, not the host's: whatever is destroyed in the middle of a session, what the user had seen
// is in it, up to the stated bound.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RunInstancesCommand } from '@aws-sdk/client-ec2'
import { DescribeSessionsCommand, GetConnectionStatusCommand, GetParameterCommand } from '@aws-sdk/client-ssm'
import { removeMachineState } from '@hostler/machines/index'
import { findPrivilege } from '@hostler/machines/namespace/requirements'
import { firstPid } from '@hostler/machines/namespace/test-plane'
import { recordBound } from '@hostler/plane/channels/recording/session-recorder'
import { systemClock } from '@hostler/plane/domain/basics/clock'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { createTestClients, type TestClients } from '@hostler/testkit/test-clients'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endLeftAgents, startChildPlane } from '../faults/child-plane.ts'
import { readRecord } from './read-record.ts'
import { patience, RealPlane } from './real-plane.ts'
import { ShellClient } from './shell-client.ts'

const reasonAgainst = await findPrivilege(tmpdir()).then(
  () => undefined,
  (error: Error) => error.message,
)
if (reasonAgainst !== undefined) console.log(`skipping the test that destroys a host: ${reasonAgainst}`)

/** Starts a session that counts without end, and waits until the user has seen some of it. */
async function countingSession(clients: TestClients, Target: string): Promise<ShellClient> {
  const client = await ShellClient.start(clients, { Target })
  await expect.poll(() => client.output, patience).toMatch(/[$#] $/)
  client.type('n=0; while :; do n=$((n+1)); echo "seen $n"; sleep 0.01; done\n')
  await expect.poll(() => client.output, patience).toMatch(/seen 30\r?\n/)
  return client
}

/** What the user has seen by now; resolves when the bound of the record has passed since. */
async function seenBeforeTheBound(client: ShellClient): Promise<string> {
  const seen = client.output
  await sleep(recordBound.milliseconds)
  return seen
}

describe.skipIf(reasonAgainst !== undefined)('a host that is destroyed', () => {
  const plane = new RealPlane({ machines: 'namespace' })
  beforeAll(() => plane.start())
  afterAll(() => plane.close())

  test('ends its session with a reason, and what the user had seen is in a record that passes', async () => {
    await makeHostManagementRole(plane.admin)
    await enableHostManagement(plane.admin)
    const id = await plane.launch()
    await expect.poll(() => plane.connection(id), patience).toBe('connected')
    const client = await countingSession(plane.admin, id)
    const seen = await seenBeforeTheBound(client)
    process.kill(firstPid(plane.stateDir(id)), 'SIGKILL')
    await expect.poll(() => client.lastWords, patience).toBe('The connection to the node was lost.')
    const { accountId, region } = plane.running.file
    await expect
      .poll(() => readRecord(plane.dataDir, { accountId, region }, client.sessionId), patience)
      .toMatchObject({ faults: [], end: 'The connection to the node was lost.' })
    const { output } = await readRecord(plane.dataDir, { accountId, region }, client.sessionId)
    expect(output.startsWith(seen)).toBe(true)
    // Nothing that the user saw is missing, to the last byte that passed.
    expect(output.startsWith(client.output)).toBe(true)
  })
})

describe('a plane that is killed', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hostler-killed-'))
  afterAll(() => {
    endLeftAgents(dataDir)
    return removeMachineState(dataDir)
  })

  test('leaves a record with all that the user had seen up to the bound, and its next start finishes it', async () => {
    const first = await startChildPlane(dataDir, { machines: 'process' })
    const { accountId, region } = first.file
    const clients = clientsOf(first)
    await makeHostManagementRole(clients)
    await enableHostManagement(clients)
    const Target = await launch(clients)
    const connection = async () => (await clients.ssm.send(new GetConnectionStatusCommand({ Target }))).Status
    await expect.poll(connection, patience).toBe('connected')
    const client = await countingSession(clients, Target)
    const seen = await seenBeforeTheBound(client)
    await first.kill()
    clients.destroy()
    const left = await readRecord(dataDir, { accountId, region }, client.sessionId)
    expect(left).toMatchObject({ faults: ['unfinished'], end: undefined })
    expect(left.output.startsWith(seen)).toBe(true)

    await using second = await startChildPlane(dataDir, { machines: 'process' })
    const again = clientsOf(second)
    const finished = await readRecord(dataDir, { accountId, region }, client.sessionId)
    expect(finished).toMatchObject({ faults: [], output: left.output })
    const { Sessions } = await again.ssm.send(new DescribeSessionsCommand({ State: 'History' }))
    expect(Sessions).toMatchObject([{ SessionId: client.sessionId, Details: 'The control plane was restarted.' }])
    again.destroy()
  })
})

function clientsOf({ file, administrator }: Awaited<ReturnType<typeof startChildPlane>>): TestClients {
  const advance = () => Promise.reject(new Error('time is real here'))
  const clock = { ...systemClock, offsetMs: 0, advance, onMove() {} }
  return createTestClients(file.url, file.region, administrator, clock)
}

async function launch({ ssm, ec2 }: TestClients): Promise<string> {
  const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }))
  const input = { ImageId: Parameter!.Value, MinCount: 1, MaxCount: 1 }
  return (await ec2.send(new RunInstancesCommand(input))).Instances![0]!.InstanceId!
}
