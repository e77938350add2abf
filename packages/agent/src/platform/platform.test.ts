import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { parseOsRelease, parseReleaseLine, pickAddress } from './platform.ts'

test('os-release values may be quoted in either way or not at all', () => {
  const text = `# comment\nNAME="Debian GNU/Linux"\nVERSION_ID='12'\nID=debian\n`
  expect(parseOsRelease(text)).toEqual({ name: 'Debian GNU/Linux', version: '12' })
  expect(parseOsRelease('NAME=Alpine\nVERSION_ID=3.20\n')).toEqual({ name: 'Alpine', version: '3.20' })
})

test('what a release file does not say is NotAvailable', () => {
  expect(parseOsRelease('PRETTY_NAME="x"\nNAME=\n')).toEqual({ name: 'NotAvailable', version: 'NotAvailable' })
  expect(parseReleaseLine('garbage')).toEqual({ name: 'NotAvailable', version: 'NotAvailable' })
})

test('a release line gives name and version', () => {
  const line = 'CentOS Linux release 7.9.2009 (Core)\n'
  expect(parseReleaseLine(line)).toEqual({ name: 'CentOS Linux', version: '7.9.2009' })
})

const at = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  ...(address.includes(':') ? { family: 'IPv6', scopeid: 0 } : { family: 'IPv4' }),
  netmask: '',
  mac: '',
  cidr: null,
})

test('the reported address is global before link-local before loopback, IPv4 before IPv6', () => {
  const loopback = [at('127.0.0.1', true), at('::1', true)]
  const linkLocal = [at('169.254.3.4'), at('fe80::1')]
  const global = [at('2001:db8::1'), at('10.77.0.1')]
  expect(pickAddress({ lo: loopback, eth0: linkLocal, eth1: global })).toBe('10.77.0.1')
  expect(pickAddress({ lo: loopback, eth0: [...linkLocal, at('2001:db8::1')] })).toBe('2001:db8::1')
  expect(pickAddress({ lo: loopback, eth0: linkLocal })).toBe('169.254.3.4')
  expect(pickAddress({ lo: loopback })).toBe('127.0.0.1')
  expect(pickAddress({})).toBe('')
})
