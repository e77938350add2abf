import { expect, test } from 'vitest'
import { firstUidOf, hostNumber, interfaceName, macAddressOf, uidCount } from './private-address.ts'

test('a host address gives its hardware address, its cable and its ids', () => {
  expect(macAddressOf('172.31.2.5')).toBe('02:00:ac:1f:02:05')
  expect(interfaceName('172.31.2.5')).toBe('host517')
  expect(firstUidOf('172.31.0.2')).toBe(100_000 + 2 * 65_536)
})

test('the ids of the last address end within 32 bits and do not touch those of the one before', () => {
  expect(firstUidOf('172.31.255.253') + uidCount).toBeLessThan(2 ** 32)
  expect(firstUidOf('172.31.255.253')).toBe(firstUidOf('172.31.255.252') + uidCount)
})

test.each(['172.31.0.1', '172.31.0.0', '172.31.255.254', '172.31.0.256', '172.30.0.5', '172.31.0', '', 'x; reboot'])(
  '%j is no address for a host',
  address => {
    expect(() => hostNumber(address)).toThrow('is not an address for a host')
  },
)
