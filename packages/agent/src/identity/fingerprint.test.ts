import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { createLog } from '../runtime/log.ts'
import { Fingerprint, isSimilar } from './fingerprint.ts'
import { type Hardware, readHardware } from './hardware.ts'
import { Vault } from './vault.ts'

const machine: Hardware = {
  'machine-id': 'one',
  'processor-hash': 'p',
  'memory-hash': 'm',
  'bios-hash': 'b',
  'system-hash': 's',
  'hostname-info': 'h',
  'ipaddress-info': '10.0.0.1',
  'macaddr-info': '02:00',
  'disk-info': 'd',
}
const signal = new AbortController().signal

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'hostler-vault-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const vault = new Vault(folder, 'OnPrem')
  const clock = new FakeClock()
  const process = (hardware: Hardware[]) => {
    const log = createLog(() => {}, clock)
    return new Fingerprint({ vault, clock, log, readHardware: () => Promise.resolve(hardware.shift() ?? machine) })
  }
  return { clock, process }
}

describe('a host counts as the same', () => {
  const changed = (...names: string[]) => ({ ...machine, ...Object.fromEntries(names.map(name => [name, 'other'])) })
  test.each<[boolean, string, Hardware, number]>([
    [true, 'with the same machine id and address, whatever else changed', changed('disk-info', 'bios-hash'), 100],
    [false, 'with another machine id never', changed('machine-id'), 40],
    [true, 'with another machine id when nothing is to be compared', changed('machine-id'), -1],
    [true, 'with another address while enough is left', changed('ipaddress-info', 'disk-info', 'memory-hash'), 40],
    [
      false,
      'with another address and little left no more',
      changed('ipaddress-info', 'disk-info', 'memory-hash', 'bios-hash', 'system-hash', 'processor-hash'),
      40,
    ],
  ])('%s: %s', (expected, _name, current, threshold) => {
    expect(isSimilar(machine, current, threshold)).toBe(expected)
  })
})

test('a fingerprint stays over restarts, and is judged once per process', async () => {
  const { process } = await open()
  const first = process([machine])
  const text = await first.get(signal)
  expect(await first.get(signal)).toBe(text)
  expect(await process([{ ...machine, 'disk-info': 'new' }]).get(signal)).toBe(text)
})

test('hardware that appears late at boot makes no new fingerprint', async () => {
  const { process, clock } = await open()
  const text = await process([machine]).get(signal)
  const late = process([{ ...machine, 'machine-id': '' }, machine]).get(signal)
  await clock.fire('hardware')
  expect(await late).toBe(text)
})

test('a new fingerprint keeps the threshold that was set, and -1 keeps the old fingerprint', async () => {
  const { process, clock } = await open()
  const text = await process([machine]).get(signal)
  const other = { ...machine, 'machine-id': 'two' }
  await process([]).setThreshold(-1)
  expect(await process([other, other, other]).get(signal)).toBe(text)
  await process([]).setThreshold(100)
  const judged = process([other, other, other]).get(signal)
  await clock.fire('hardware')
  await clock.fire('hardware')
  expect(await judged).not.toBe(text)
})

test('without a fingerprint there is no threshold to set', async () => {
  const { process } = await open()
  await expect(process([]).setThreshold(40)).rejects.toThrow('register it first')
})

test('the nine values of this machine are texts', async () => {
  const hardware = await readHardware('/')
  expect(Object.keys(hardware).sort()).toEqual(Object.keys(machine).sort())
  expect(Object.values(hardware).every(value => typeof value === 'string')).toBe(true)
})
