import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { MachineDriver, MachineSpec, RunningMachine } from '../driver.ts'
import { descendants, identifyProcess, isRunning } from '../process-identity.ts'
import { removeMachineState } from '../remove-machine-state.ts'
import { untilSaid } from './until-said.ts'
import { createNamespaceDriver } from './namespace-driver.ts'
import { findPrivilege } from './requirements.ts'
import { askFrom, fabricPid, firstPid, inFabric, onHost, testPlane, testSpec } from './test-plane.ts'

const reasonAgainst = await findPrivilege(tmpdir()).then(
  () => undefined,
  (error: Error) => error.message,
)
if (reasonAgainst !== undefined) console.log(`skipping hosts in namespaces: ${reasonAgainst}`)
const metadata = 'http://169.254.169.254/latest/meta-data/instance-id'

describe.skipIf(reasonAgainst !== undefined)('hosts in namespaces', { timeout: 30_000 }, () => {
  let dataDir: string
  let driver: MachineDriver
  let asked: string[]
  let logged: string[]
  let one: MachineSpec
  let two: MachineSpec
  let machineOne: RunningMachine

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'machines-'))
    asked = []
    logged = []
    driver = await createNamespaceDriver(testPlane(dataDir, asked, logged))
    one = testSpec(dataDir, 5)
    two = testSpec(dataDir, 6, { userData: Buffer.from('#!/bin/sh\necho "run as $(id -u)" >> /root/user-data\n') })
    machineOne = await driver.start(one)
    await driver.start(two)
    writeFileSync(join(dataDir, 'secret'), 'of the plane', { mode: 0o644 })
  }, 60_000)

  afterAll(async () => {
    await driver?.close({ stopMachines: true })
    await removeMachineState(dataDir)
  }, 60_000)

  describe('a host', () => {
    test('reaches its own metadata and the plane, which sees its private address', async () => {
      expect(await askFrom(one.stateDir, metadata)).toBe('0 you are i-5')
      expect(await askFrom(two.stateDir, metadata)).toBe('0 you are i-6')
      expect(await askFrom(one.stateDir, `http://${driver.planeAddress}:8080/`)).toBe('0 plane sees 172.31.0.5')
    })

    test('has its name, its address, its files and its hardware address', async () => {
      expect(await onHost(one.stateDir, 'uname -n; cat /etc/amazon/ssm/amazon-ssm-agent.json')).toBe(
        `0 ${one.hostname}\n{}`,
      )
      const addresses = await onHost(one.stateDir, 'ip -o -4 addr show eth0; cat /sys/class/net/x 2>/dev/null; ip link')
      expect(addresses).toContain('172.31.0.5/32')
      expect(addresses).toContain(machineOne.macAddress)
    })

    test('is root at home: it writes, replaces programs and opens terminals', async () => {
      const script = 'echo x > /etc/y && echo x > /var/lib/y && echo x > /usr/bin/y && rm /usr/bin/y && id -u && tty -s'
      expect(await onHost(one.stateDir, script)).toBe('1 0')
      expect(await onHost(one.stateDir, 'script -qc "tty; stty size" /dev/null')).toContain('/dev/pts/0')
    })

    test('runs user data once, as root', async () => {
      await vi.waitFor(async () => expect(await onHost(two.stateDir, 'cat /root/user-data')).toBe('0 run as 0'))
    })

    test('has an identity of its own in /etc/machine-id', async () => {
      const ids = await Promise.all([one, two].map(({ stateDir }) => onHost(stateDir, 'cat /etc/machine-id')))
      expect(ids[0]).toMatch(/^0 [0-9a-f]{32}$/)
      expect(ids[0]).not.toBe(ids[1])
    })
  })

  describe('a host cannot', () => {
    test('read the plane’s data or anything else that is not given to it', async () => {
      expect(readFileSync(join(dataDir, 'secret'), 'utf8')).toBe('of the plane')
      expect(await onHost(one.stateDir, 'cat "$1"', join(dataDir, 'secret'))).toMatch(/^1 .*No such file/)
      expect(await onHost(one.stateDir, 'cat /proc/1/root"$1"', join(dataDir, 'secret'))).toMatch(/^1 /)
      expect(await onHost(one.stateDir, 'find / -xdev -name secret; ls /home /run/hostler; ls -d /.machine')).toMatch(
        /^2 \/home:\n\n\/run\/hostler:\nfiles\ninit\nls: .*No such file/,
      )
    })

    test('undo the mounts it was started with', async () => {
      for (const script of ['umount /proc', 'umount /usr', 'umount /run/hostler', 'umount -l /']) {
        expect(await onHost(one.stateDir, script)).not.toMatch(/^0 /)
      }
      const write = 'mount -o remount,bind,rw "$1"; echo x >> "$1"'
      expect(await onHost(one.stateDir, write, '/run/hostler/init')).not.toMatch(/^0 /)
      expect(await onHost(one.stateDir, write, process.execPath)).not.toMatch(/^0 /)
    })

    test('make a device or change this machine’s kernel', async () => {
      expect(await onHost(one.stateDir, 'mknod /root/disk b 254 0')).not.toMatch(/^0 /)
      expect(await onHost(one.stateDir, 'echo /x > /proc/sys/kernel/core_pattern')).not.toMatch(/^0 /)
      expect(await onHost(one.stateDir, 'date -s "2001-01-01"')).not.toMatch(/^0 /)
    })

    test("read another host's metadata, not even with that host's address as its own", async () => {
      const before = asked.length
      expect(await onHost(two.stateDir, 'ip addr add 172.31.0.5/32 dev eth0')).toBe('0 ')
      expect(await askFrom(two.stateDir, metadata, '172.31.0.5')).toBe('0 no answer')
      expect(asked.length).toBe(before)
      expect(await askFrom(two.stateDir, metadata, '172.31.0.6')).toBe('0 you are i-6')
      expect(await onHost(two.stateDir, 'ip addr del 172.31.0.5/32 dev eth0')).toBe('0 ')
    })

    test.each(['172.31.0.1', '169.254.169.254', '172.31.0.99'])('speak as %s either', async address => {
      const before = asked.length
      await onHost(two.stateDir, 'ip addr add "$1/32" dev eth0', address)
      await askFrom(two.stateDir, metadata, address)
      await onHost(two.stateDir, 'ip addr del "$1/32" dev eth0', address)
      expect(asked.length).toBe(before)
    })

    test('be heard over a cable that does not lead to its address', async () => {
      const read = ['rp_filter', 'forwarding'].map(name => `/proc/sys/net/ipv4/conf/host6/${name}`)
      const settings = await inFabric(fabricPid(dataDir), 'cat "$@"', ...read, '/proc/sys/net/ipv4/ip_forward')
      expect(settings).toBe('0 1\n0\n0')
    })

    test('reach another host over the network', async () => {
      const serve = `require('http').createServer((q, r) => r.end('mine')).listen(9000)`
      void onHost(one.stateDir, 'exec "$@"', process.execPath, '-e', serve)
      await vi.waitFor(async () => expect(await askFrom(one.stateDir, 'http://172.31.0.5:9000/')).toBe('0 mine'), {
        timeout: 10_000,
      })
      expect(await askFrom(two.stateDir, 'http://172.31.0.5:9000/')).toBe('0 no answer')
    })

    test('see or end processes of another host', async () => {
      const seen = await onHost(two.stateDir, 'cat /proc/*/cmdline | tr "\\0" " "')
      expect(seen).toContain('sleep 4006')
      expect(seen).not.toContain('sleep 4005')
      const first = identifyProcess(firstPid(one.stateDir))!
      await onHost(two.stateDir, `kill -KILL ${first.pid} -1`)
      expect(isRunning(first)).toBe(true)
      expect(await onHost(one.stateDir, 'cat /proc/*/cmdline | tr "\\0" " "')).toContain('sleep 4005')
    })

    test.skipIf(process.getuid?.() !== 0)('share ids with another host or with this machine', () => {
      const owners = [one, two].map(({ stateDir }) => readFileSync(`/proc/${firstPid(stateDir)}/status`, 'utf8'))
      const uids = owners.map(status => Number(/^Uid:\t(\d+)/m.exec(status)?.[1]))
      expect(uids).toEqual([100_000 + 5 * 65_536, 100_000 + 6 * 65_536])
    })
  })

  describe('over time', () => {
    let machine: RunningMachine | undefined
    afterEach(() => machine?.stop())

    test('a host keeps its state over stop and start, and stopping leaves nothing behind', async () => {
      const spec = testSpec(dataDir, 8, {
        command: ['sh', '-c', 'setsid sh -c "trap : TERM; while :; do sleep 1; done" & wait'],
        userData: Buffer.from('#!/bin/sh\necho run >> /root/user-data\n'),
      })
      machine = await driver.start(spec)
      await vi.waitFor(async () => expect(await onHost(spec.stateDir, 'cat /root/user-data')).toBe('0 run'))
      await onHost(spec.stateDir, 'echo kept | tee /root/a /etc/b /var/c /usr/d /opt/e /tmp/f; rm /usr/bin/yes')
      const pid = firstPid(spec.stateDir)
      await vi.waitFor(() => expect(descendants(pid).length).toBeGreaterThanOrEqual(3))
      const everything = [pid, ...descendants(pid)].map(each => identifyProcess(each)!)

      await machine.stop()
      await machine.exited
      expect(everything.filter(isRunning)).toEqual([])
      await vi.waitFor(async () => expect(await inFabric(fabricPid(dataDir), 'ip -o link')).not.toContain('host8'))
      expect(existsSync(join(spec.stateDir, 'machine.json'))).toBe(false)

      machine = await driver.start({ ...spec, files: new Map([['/etc/b', 'given again']]) })
      const found = 'cat /root/a /etc/b /var/c /usr/d /opt/e /root/user-data; ls /tmp/f /usr/bin/yes'
      expect(await onHost(spec.stateDir, found)).toMatch(
        /^2 kept\ngiven againkept\nkept\nkept\nrun\nls: .*\/tmp\/f.*\nls: .*yes/,
      )
    })

    test('a main process that ends is started again', async () => {
      const spec = testSpec(dataDir, 9, { command: ['sh', '-c', 'echo start >> /root/starts; exit 3'] })
      machine = await driver.start(spec)
      await vi.waitFor(async () => expect(await onHost(spec.stateDir, 'cat /root/starts')).toMatch(/start\nstart/), {
        timeout: 10_000,
      })
      expect(readFileSync(join(spec.stateDir, 'console.log'), 'utf8')).toContain(
        'sh ended (3); starting it again in 1 s',
      )
    })

    test('the main process can be interrupted, which shells it starts would inherit', async () => {
      const spec = testSpec(dataDir, 10, {
        command: ['sh', '-c', 'grep SigIgn /proc/self/status > /root/out; sleep 99'],
      })
      machine = await driver.start(spec)
      await vi.waitFor(async () => {
        expect(await onHost(spec.stateDir, 'cat /root/out')).toMatch(/SigIgn:\s0000000000000000/)
      })
    })

    test('a host whose links would lead a mount elsewhere is not started', async () => {
      const given = mkdtempSync('/var/tmp/machines-')
      const spec = testSpec(dataDir, 11, { readOnlyPaths: [given] })
      try {
        machine = await driver.start(spec)
        await machine.stop()
        machine = await driver.start({ ...spec, readOnlyPaths: [] })
        await onHost(spec.stateDir, 'rmdir "$1" && ln -s /etc "$1"', given)
        await machine.stop()
        await expect(driver.start(spec)).rejects.toThrow('leads through a symbolic link on the host')
      } finally {
        rmdirSync(given)
      }
    })

    test('an address that no host can have is refused', async () => {
      await expect(driver.start(testSpec(dataDir, 1))).rejects.toThrow('is not an address for a host')
    })
  })

  test('a plane that was killed finds its hosts running, and they find the new plane', async () => {
    const otherDir = mkdtempSync(join(tmpdir(), 'machines-'))
    onTestFinished(() => removeMachineState(otherDir))
    const fixture = fileURLToPath(new URL('killed-plane.fixture.ts', import.meta.url))
    const plane = spawn(process.execPath, [fixture, otherDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    await untilSaid(plane, 'ready', 20_000)
    const spec = testSpec(otherDir, 7)
    const before = identifyProcess(firstPid(spec.stateDir))!
    plane.kill('SIGKILL')
    await once(plane, 'exit')

    const adopting = await createNamespaceDriver(testPlane(otherDir))
    onTestFinished(() => adopting.close({ stopMachines: true }))
    const machine = await adopting.start(spec)
    expect(firstPid(spec.stateDir)).toBe(before.pid)
    expect(await askFrom(spec.stateDir, metadata)).toBe('0 you are i-7')
    await machine.stop()
    await machine.exited
    expect(isRunning(before)).toBe(false)

    const fabric = identifyProcess(fabricPid(otherDir))!
    await adopting.close({ stopMachines: true })
    expect(isRunning(fabric)).toBe(false)
  })

  test('hosts run on when the plane closes without stopping them, and end when their fabric is lost', async () => {
    const otherDir = mkdtempSync(join(tmpdir(), 'machines-'))
    onTestFinished(() => removeMachineState(otherDir))
    const spec = testSpec(otherDir, 7)
    const first = await createNamespaceDriver(testPlane(otherDir))
    await first.start(spec)
    const host = identifyProcess(firstPid(spec.stateDir))!
    await first.close({ stopMachines: false })
    expect(isRunning(host)).toBe(true)

    const messages: string[] = []
    const second = await createNamespaceDriver(testPlane(otherDir, [], messages))
    onTestFinished(() => second.close({ stopMachines: true }))
    const machine = await second.start(spec)
    expect(messages).toEqual(['i-7: adopted as it runs'])
    process.kill(fabricPid(otherDir), 'SIGKILL')
    await machine.exited
    expect(messages.at(-1)).toContain('the fabric ended unexpectedly')
  })
})
