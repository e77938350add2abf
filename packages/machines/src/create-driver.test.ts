import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDriver } from './create-driver.ts'
import { testPlane } from './namespace/test-plane.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'machines-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

test('where namespaces do not work, auto takes plain processes and logs why', async () => {
  const logged: string[] = []
  const options = { ...testPlane(dataDir, [], logged), fabricEntry: '/nowhere/fabric.mjs' }
  const driver = await createDriver('auto', options)
  expect(driver.name).toBe('process')
  expect(driver.isolation).toMatch(/^Nothing is isolated/)
  expect(logged).toHaveLength(1)
  expect(logged[0]).toMatch(/^no hosts in namespaces here, hosts will be plain processes: \S/)
  await driver.close({ stopMachines: true })
})

test('namespaces asked for by name are not replaced by something weaker', async () => {
  const options = { ...testPlane(dataDir), fabricEntry: '/nowhere/fabric.mjs' }
  await expect(createDriver('namespace', options)).rejects.toThrow(/^no hosts in namespaces here: \S/)
})

test('plain processes asked for by name try nothing else', async () => {
  const logged: string[] = []
  const driver = await createDriver('process', testPlane(dataDir, [], logged))
  expect(driver.name).toBe('process')
  expect(logged).toEqual([])
  await driver.close({ stopMachines: true })
})
