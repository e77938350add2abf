import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MachineDriver, MachineSpec, RunningMachine } from '@hostler/machines/index'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Instance } from '../domain/instance/instance.ts'
import { agentCaFile, agentConfigFile } from './agent-setup.ts'
import type { MachineFleet } from '../domain/instance/machine-fleet.ts'
import { createHostFleet } from './host-fleet.ts'
import { createLateFleet, noFleet } from './late-fleet.ts'

const instance: Instance = {
  accountId: '111122223333',
  region: 'eu-west-1',
  id: 'i-0123456789abcdef0',
  reservationId: 'r-1',
  imageId: 'ami-1',
  instanceType: 't3.micro',
  state: 'pending',
  stateReason: '',
  launchedAt: new Date(0),
  launchIndex: 0,
  privateIp: '172.31.0.5',
  macAddress: '02:00:ac:1f:00:05',
  availabilityZone: 'eu-west-1a',
  metadataOptions: {
    httpTokens: 'required',
    httpEndpoint: 'enabled',
    httpPutResponseHopLimit: 1,
    instanceMetadataTags: 'disabled',
  },
  terminationProtected: false,
  userData: Buffer.from('#!/bin/sh').toString('base64'),
}

/** A driver and a metadata service that write down what happens, in one list. */
class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'hostler-fleet-'))
  readonly said: string[] = []
  readonly specs: MachineSpec[] = []
  failure: Error | undefined

  fleet(name: MachineDriver['name'] = 'namespace'): MachineFleet {
    const caFile = join(this.folder, 'ca.crt')
    writeFileSync(caFile, 'THE CA')
    return createHostFleet({
      driver: {
        name,
        isolation: '',
        planeAddress: '172.31.0.1',
        start: spec => this.#start(spec),
        close: async ({ stopMachines }) => void this.said.push(`close ${stopMachines}`),
      },
      metadata: {
        put: async ({ id }) => void this.said.push(`answers for ${id}`),
        remove: id => void this.said.push(`is silent about ${id}`),
        findByAddress: () => undefined,
        findById: () => undefined,
        refresh: () => Promise.resolve(),
      },
      agent: { command: ['/agent', 'run'], readOnlyPaths: ['/agent'] },
      hostsDir: join(this.folder, 'hosts'),
      caFile,
      port: 4566,
      tlsPort: 4567,
    })
  }

  async #start(spec: MachineSpec): Promise<RunningMachine> {
    if (this.failure) throw this.failure
    this.said.push('starts')
    this.specs.push(spec)
    mkdirSync(spec.stateDir, { recursive: true })
    return {
      instanceId: spec.instanceId,
      macAddress: '',
      exited: new Promise(() => {}),
      stop: async () => void this.said.push('stops'),
    }
  }
}

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})
afterEach(() => rmSync(stage.folder, { recursive: true, force: true }))

const [answers, silent] = [`answers for ${instance.id}`, `is silent about ${instance.id}`]
const stateDir = () => join(stage.folder, 'hosts', instance.id)

test('a host’s metadata is there before its machine starts, and gone before it stops', async () => {
  const fleet = stage.fleet()
  await fleet.start(instance)
  await fleet.reboot(instance)
  await fleet.stop(instance)
  expect(stage.said).toEqual([answers, 'starts', silent, 'stops', answers, 'starts', silent, 'stops'])
})

test('a machine that does not start leaves no metadata', async () => {
  stage.failure = new Error('no room')
  await expect(stage.fleet().start(instance)).rejects.toThrow('no room')
  expect(stage.said).toEqual([answers, silent])
})

test('stopping keeps the host’s folder, terminating removes it, whatever the host did to it', async () => {
  const fleet = stage.fleet()
  await fleet.start(instance)
  await fleet.stop(instance)
  expect(existsSync(stateDir())).toBe(true)
  await fleet.start(instance)
  mkdirSync(join(stateDir(), 'disk', 'closed', 'work'), { recursive: true, mode: 0o000 })
  await fleet.terminate(instance)
  expect(existsSync(stateDir())).toBe(false)
  expect(stage.said.slice(-2)).toEqual([silent, 'stops'])
})

test('terminating a stopped host, or one that never ran, starts nothing', async () => {
  const fleet = stage.fleet()
  mkdirSync(stateDir(), { recursive: true })
  await fleet.terminate(instance)
  expect([stage.said, existsSync(stateDir())]).toEqual([[silent], false])
})

describe('what the driver is told', () => {
  test('the host’s name, address, files and program', async () => {
    await stage.fleet().start(instance)
    const [spec] = stage.specs
    expect(spec).toMatchObject({
      instanceId: instance.id,
      hostname: 'ip-172-31-0-5',
      stateDir: stateDir(),
      privateIp: '172.31.0.5',
      command: ['/agent', 'run'],
      readOnlyPaths: ['/agent'],
      environment: { SSL_CERT_FILE: agentCaFile },
      userData: Buffer.from('#!/bin/sh'),
    })
    expect([...spec!.files.keys()]).toEqual([agentConfigFile, agentCaFile])
    expect(spec!.files.get(agentCaFile)).toBe('THE CA')
    expect(spec!.files.get(agentConfigFile)).toContain('"Mgs":{"Endpoint":"https://172.31.0.1:4567"}')
  })

  test('a host that is a process of this machine trusts the file where it is', async () => {
    await stage.fleet('process').start(instance)
    expect(stage.specs[0]!.environment).toEqual({ SSL_CERT_FILE: join(stage.folder, 'ca.crt') })
  })
})

describe('a fleet that comes late', () => {
  test('does what was asked before it came', async () => {
    const late = createLateFleet()
    const started = late.start(instance)
    late.attach(stage.fleet())
    await started
    await late.stop(instance)
    expect(stage.said).toEqual([answers, 'starts', silent, 'stops'])
  })

  test('and one that never comes says that there are no hosts here, and ends what is asked to end', async () => {
    await expect(noFleet.start(instance)).rejects.toThrow('this plane runs no hosts')
    await expect(noFleet.reboot(instance)).rejects.toThrow('this plane runs no hosts')
    await expect(noFleet.stop(instance)).resolves.toBeUndefined()
    await expect(noFleet.terminate(instance)).resolves.toBeUndefined()
  })
})
