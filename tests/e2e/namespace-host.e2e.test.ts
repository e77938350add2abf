// The same chain where hosts are hosts: own network, own processes, own files. And a plane that goes and comes back
// finds them as it left them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { findPrivilege } from '@hostler/machines/namespace/requirements'
import { firstPid, onHost } from '@hostler/machines/namespace/test-plane'
import {
  enableHostManagement,
  hostManagementRole,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patience, RealPlane } from './real-plane.ts'

const reasonAgainst = await findPrivilege(tmpdir()).then(
  () => undefined,
  (error: Error) => error.message,
)
if (reasonAgainst !== undefined) console.log(`skipping end-to-end tests of namespace hosts: ${reasonAgainst}`)

describe.skipIf(reasonAgainst !== undefined)('a host in namespaces', () => {
  const plane = new RealPlane({ machines: 'namespace' })
  let id: string
  beforeAll(() => plane.start())
  afterAll(() => plane.close())

  const isManaged = async () => [(await plane.node(id))?.PingStatus, await plane.connection(id)]
  const managed = ['Online', 'connected']

  test('without instance profile is not managed while Default Host Management is off, and says why', async () => {
    id = await plane.launch()
    await expect.poll(() => plane.agentLog(id), patience).toContain('instance management role is not configured')
    expect(await plane.nodes()).toEqual([])
  })

  test('comes online by itself once it is on, seen under its own address', async () => {
    await makeHostManagementRole(plane.admin)
    await enableHostManagement(plane.admin)
    await expect.poll(isManaged, patience).toEqual(managed)
    await expect
      .poll(() => plane.node(id), patience)
      .toMatchObject({
        IamRole: hostManagementRole,
        IPAddress: expect.stringMatching(/^172\.31\./),
        ComputerName: expect.stringMatching(/^ip-172-31-/),
      })
  })

  test('keeps its node credentials to itself', async () => {
    const other = await plane.launch()
    await expect.poll(async () => (await plane.node(other))?.PingStatus, patience).toBe('Online')
    const readable = await onHost(plane.stateDir(other), 'cat /var/lib/amazon/ssm/credentials')
    expect(readable).toMatch(/^0 .*aws_session_token/s)
    const theirs = await onHost(plane.stateDir(id), 'cat /var/lib/amazon/ssm/credentials')
    expect(theirs).not.toBe(readable)
    await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [other] }))
  })

  test('can read nothing of the plane’s data: neither at its place nor anywhere else', async () => {
    const marker = `of the plane ${crypto.randomUUID()}`
    writeFileSync(join(plane.dataDir, 'marker'), marker, { mode: 0o644 })
    const names = readdirSync(plane.dataDir)
    expect(names).toEqual(expect.arrayContaining(['plane.db', 'aws', 'marker']))
    for (const name of ['', ...names]) {
      const path = join(plane.dataDir, name)
      expect(await onHost(plane.stateDir(id), 'ls "$1"; cat "$1"', path)).toMatch(
        /^[1-9].*(No such file|Permission denied)/s,
      )
    }
    const search = 'grep -rslF "$1" /root /home /tmp /var /etc /opt /srv /mnt /run 2>/dev/null; echo searched'
    expect(await onHost(plane.stateDir(id), search, marker)).toBe('0 searched')
    const { pid } = process
    expect(
      await onHost(plane.stateDir(id), 'cat "/proc/$1/environ" "/proc/$1/root$2/marker"', String(pid), plane.dataDir),
    ).not.toContain(marker)
    expect(readFileSync(join(plane.dataDir, 'marker'), 'utf8')).toBe(marker)
  })

  test('goes on while the plane is away, is taken over by the next start and is Online again', async () => {
    const before = firstPid(plane.stateDir(id))
    const registration = await onHost(plane.stateDir(id), 'cat /var/lib/amazon/ssm/Vault/Store/EC2RegistrationKey')
    const lastPing = (await plane.node(id))!.LastPingDateTime!
    await plane.stop({ stopMachines: false })
    expect(() => process.kill(before, 0)).not.toThrow()
    await plane.start()
    await expect.poll(() => plane.stateOf(id), patience).toBe('running')
    await expect.poll(isManaged, patience).toEqual(managed)
    await expect.poll(async () => (await plane.node(id))!.LastPingDateTime! > lastPing, patience).toBe(true)
    expect(firstPid(plane.stateDir(id))).toBe(before)
    expect(await onHost(plane.stateDir(id), 'cat /var/lib/amazon/ssm/Vault/Store/EC2RegistrationKey')).toBe(
      registration,
    )
  })

  test('ends with its instance', async () => {
    const pid = firstPid(plane.stateDir(id))
    await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
    await expect.poll(() => plane.stateOf(id), patience).toBe('terminated')
    await plane.running.app.instances.idle()
    expect(await plane.node(id)).toBeUndefined()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})
