import { expect, test } from 'vitest'
import { ConfigError, loadAgentConfig, parseAgentConfig } from './agent-config.ts'
import { stockTiming } from './timing.ts'

test('an absent or empty file gives the defaults of the stock agent', async () => {
  const config = parseAgentConfig('{}')
  expect(config).toMatchObject({ ssmEndpoint: undefined, healthPeriodSeconds: 300, pollTimeoutSeconds: 20 })
  expect(config.timing).toEqual(stockTiming)
  expect(await loadAgentConfig('/nonexistent/amazon-ssm-agent.json')).toEqual(config)
})

test('keys of the stock agent that mean nothing here are ignored', () => {
  const json = '{"Profile":{"ShareCreds":true},"Os":{"Lang":"en"},"Ssm":{"Endpoint":"http://cp","CustomInventory":1}}'
  expect(parseAgentConfig(json).ssmEndpoint).toBe('http://cp')
})

test.each([
  [4, 300],
  [5, 300],
  [6, 360],
  [60, 3600],
  [61, 300],
])('HealthFrequencyMinutes %d gives a period of %d seconds', (minutes, seconds) => {
  const config = parseAgentConfig(JSON.stringify({ Ssm: { HealthFrequencyMinutes: minutes } }))
  expect(config.healthPeriodSeconds).toBe(seconds)
})

test('Hostler.Timing overrides durations, the health period without lower bound', () => {
  const config = parseAgentConfig('{"Hostler":{"Timing":{"healthPeriod":1,"deniedSleep":2}}}')
  expect(config.healthPeriodSeconds).toBe(1)
  expect(config.timing).toEqual({ ...stockTiming, healthPeriod: 1, deniedSleep: 2 })
})

test.each([
  ['nothing', ''],
  ['a torn file', '{"Ssm":'],
  ['a list', '[]'],
  ['null inside', '{"Ssm":{"Endpoint":7}}'],
  ['a section that is text', '{"Mgs":"https://cp"}'],
  ['a number that is text', '{"Ssm":{"HealthFrequencyMinutes":"5"}}'],
  ['a misspelt duration', '{"Hostler":{"Timing":{"healthperiod":1}}}'],
  ['an inherited name as duration', '{"Hostler":{"Timing":{"toString":1}}}'],
  ['a negative duration', '{"Hostler":{"Timing":{"healthPeriod":-1}}}'],
])('%s is refused', (_name, json) => {
  expect(() => parseAgentConfig(json)).toThrow(ConfigError)
})
