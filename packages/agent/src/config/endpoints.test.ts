import { expect, test } from 'vitest'
import { parseAgentConfig } from './agent-config.ts'
import { resolveEndpoints } from './endpoints.ts'

const resolve = (config: unknown, region = 'eu-west-1') =>
  resolveEndpoints(parseAgentConfig(JSON.stringify(config)), region)

test.each([
  ['eu-west-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['us-iso-east-1', 'c2s.ic.gov'],
  ['us-isob-east-1', 'sc2s.sgov.gov'],
  ['us-isof-south-1', 'csp.hci.ic.gov'],
  ['eu-isoe-west-1', 'cloud.adc-e.uk'],
  ['eusc-de-east-1', 'amazonaws.eu'],
])('default hosts of %s end in %s', (region, domain) => {
  const { ssm, mds, mgs } = resolve({}, region)
  expect(ssm.href).toBe(`https://ssm.${region}.${domain}/`)
  expect(mds.href).toBe(`https://ec2messages.${region}.${domain}/`)
  expect(mgs).toEqual({ host: `ssmmessages.${region}.${domain}`, region })
})

test('Agent.ServiceDomain moves all services at once', () => {
  const { ssm, mds, mgs } = resolve({ Agent: { ServiceDomain: 'cp.example' } })
  expect([ssm.host, mds.host, mgs?.host]).toEqual([
    'ssm.eu-west-1.cp.example',
    'ec2messages.eu-west-1.cp.example',
    'ssmmessages.eu-west-1.cp.example',
  ])
})

test.each([
  ['http://cp:8080', 'http://cp:8080/'],
  ['cp:8443', 'https://cp:8443/'],
  ['10.0.0.1:8443', 'https://10.0.0.1:8443/'],
  ['http://cp:8080/a/b', 'http://cp:8080/a/b/'],
  ['https://cp', 'https://cp/'],
])('Ssm.Endpoint and Mds.Endpoint %s mean %s', (endpoint, url) => {
  const { ssm, mds } = resolve({ Ssm: { Endpoint: endpoint }, Mds: { Endpoint: endpoint } })
  expect([ssm.href, mds.href]).toEqual([url, url])
})

test.each([
  ['https://cp:8443', 'cp:8443'],
  ['http://cp:8443/ignored?too', 'cp:8443'],
  ['http://cp:80', 'cp:80'],
  ['cp.example', 'cp.example'],
  ['10.0.0.1:8443', 'ssmmessages.eu-west-1.amazonaws.com'],
  ['cp:8443', undefined],
])('Mgs.Endpoint %s leads to %s', (endpoint, host) => {
  expect(resolve({ Mgs: { Endpoint: endpoint } }).mgs?.host).toBe(host)
})

test('a control channel endpoint that is not what it seems is warned about', () => {
  expect(resolve({ Mgs: { Endpoint: 'https://cp:8443' } }).warnings).toEqual([])
  expect(resolve({ Mgs: { Endpoint: 'cp:8443' } }).warnings).toHaveLength(1)
  expect(resolve({ Mgs: { Endpoint: '10.0.0.1:8443' } }).warnings).toHaveLength(1)
})

test('Mgs.Region changes default host and signing region of the control channel only', () => {
  const { ssm, mgs } = resolve({ Mgs: { Region: 'us-west-2' } })
  expect(ssm.host).toBe('ssm.eu-west-1.amazonaws.com')
  expect(mgs).toEqual({ host: 'ssmmessages.us-west-2.amazonaws.com', region: 'us-west-2' })
})

test.each(['', 'eu west 1', 'eu-west-1.evil.example/', 'x'.repeat(101)])('the region %j is refused', region => {
  expect(() => resolve({}, region)).toThrow('is no region name')
})
