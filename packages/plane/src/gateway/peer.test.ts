import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createProxies, isNetwork } from './peer.ts'

function peer(trusted: string[], remoteAddress: string, headers: Record<string, string> = {}, secure = false) {
  return createProxies(trusted).peerOf({ socket: { remoteAddress } as Socket, headers }, secure)
}

describe('without trusted proxies', () => {
  test('the address is that of the connection, whatever headers say', () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https', forwarded: 'for=203.0.113.7' }
    expect(peer([], '192.0.2.1', headers)).toEqual({ address: '192.0.2.1', secure: false })
  })

  test('an IPv4 peer of a dual-stack socket is written as IPv4', () => {
    expect(peer([], '::ffff:192.0.2.1').address).toBe('192.0.2.1')
  })
})

describe('behind a trusted proxy', () => {
  const trusted = ['10.0.0.0/8', 'fd00::/8', '127.0.0.1']

  test.each([
    ['the address that the proxy was called from', '203.0.113.7', '203.0.113.7'],
    ['the last one that is no proxy', '198.51.100.1, 203.0.113.7, 10.2.3.4', '203.0.113.7'],
    ['not what the caller itself put in front', '10.9.9.9, 203.0.113.7', '203.0.113.7'],
    ['the first of a chain of proxies alone', '10.1.1.1,10.2.2.2', '10.1.1.1'],
    ['IPv6', '2001:db8::1, fd00::2', '2001:db8::1'],
    ['a mapped address as IPv4', '::ffff:203.0.113.7', '203.0.113.7'],
    ['nothing where the last word cannot be read', '203.0.113.7, unknown', undefined],
    ['nothing of an empty header', '', undefined],
    ['nothing of an address with a port', '203.0.113.7:4711', undefined],
  ])('it is %s', (_, forwarded, address) => {
    expect(peer(trusted, '::ffff:10.0.0.1', { 'x-forwarded-for': forwarded }).address).toBe(address)
  })

  test('a proxy that says nothing is the peer itself', () => {
    expect(peer(trusted, '10.0.0.1')).toEqual({ address: '10.0.0.1', secure: false })
  })

  test('the proxy tells whether the caller came encrypted', () => {
    expect(peer(trusted, '10.0.0.1', { 'x-forwarded-proto': 'https' }).secure).toBe(true)
    expect(peer(trusted, '10.0.0.1', { 'x-forwarded-proto': 'http' }, true).secure).toBe(false)
  })

  test('others are not believed', () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' }
    expect(peer(trusted, '11.0.0.1', headers)).toEqual({ address: '11.0.0.1', secure: false })
  })
})

test.each([
  ['10.0.0.0/8', true],
  ['192.0.2.1', true],
  ['fd00::/8', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0/8/8', false],
  ['10.0.0', false],
  ['proxy.example.org', false],
  ['', false],
])('%j is a network: %j', (text, expected) => {
  expect(isNetwork(text)).toBe(expected)
})
