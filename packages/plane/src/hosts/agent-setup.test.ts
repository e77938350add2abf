import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { expect, test } from 'vitest'
import { agentConfiguration, builtInAgent, stockAgent } from './agent-setup.ts'

const plane = { address: '172.31.0.1', port: 4566, tlsPort: 4567 }

test('an agent’s configuration points every service at the plane, each with its scheme', () => {
  expect(JSON.parse(agentConfiguration(plane))).toEqual({
    Ssm: { Endpoint: 'http://172.31.0.1:4566' },
    Mds: { Endpoint: 'http://172.31.0.1:4566' },
    // Without its scheme the stock agent would turn to AWS; its WebSockets go over TLS only.
    Mgs: { Endpoint: 'https://172.31.0.1:4567' },
    S3: { Endpoint: 'https://172.31.0.1:4567' },
    Kms: { Endpoint: 'http://172.31.0.1:4566' },
    Logs: { Endpoint: 'https://172.31.0.1:4567' },
  })
})

test('further sections stand beside them', () => {
  const text = agentConfiguration(plane, { Hostler: { Timing: { healthPeriod: 2 } } })
  expect(JSON.parse(text)).toMatchObject({ Mgs: {}, Hostler: { Timing: { healthPeriod: 2 } } })
})

test('the built-in agent names files that are there', () => {
  const { command, readOnlyPaths, needsIsolation } = builtInAgent()
  expect(command[0]).toBe(process.execPath)
  for (const path of [...command, ...readOnlyPaths]) expect([path, existsSync(path)]).toEqual([path, true])
  expect(needsIsolation).toBeFalsy()
})

test('the stock agent’s folder is named absolutely, is all that the host sees of it, and wants a host of its own', () => {
  const { command, readOnlyPaths, needsIsolation } = stockAgent('agents/3.3')
  const folder = command.at(-1)!
  expect([isAbsolute(folder), readOnlyPaths, needsIsolation]).toEqual([true, [folder], true])
})
