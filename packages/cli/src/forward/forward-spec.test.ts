import { expect, test } from 'vitest'
import { parseForward, parseLocalAddress, showAddress } from './forward-spec.ts'

const own = '127.0.0.1'

test.each([
  ['8080:localhost:80', { local: { address: own, port: 8080 }, destination: { host: 'localhost', port: 80 } }],
  ['8080:80', { local: { address: own, port: 8080 }, destination: { host: 'localhost', port: 80 } }],
  ['0:db.internal:5432', { local: { address: own, port: 0 }, destination: { host: 'db.internal', port: 5432 } }],
  ['10.0.0.1:1:h:2', { local: { address: '10.0.0.1', port: 1 }, destination: { host: 'h', port: 2 } }],
  ['[::1]:1:[fe80::1]:2', { local: { address: '::1', port: 1 }, destination: { host: 'fe80::1', port: 2 } }],
  [':1:h:2', { local: { address: '::', port: 1 }, destination: { host: 'h', port: 2 } }],
  ['*:1:h:2', { local: { address: '::', port: 1 }, destination: { host: 'h', port: 2 } }],
])('%s is a forward', (text, forward) => {
  expect(parseForward(text)).toEqual(forward)
})

test.each([
  '',
  '80',
  'a:b',
  '80:',
  ':80',
  '80:h:',
  '80::80',
  '80:h:0',
  '80:h:65536',
  '80:h:8o',
  '1:2:3:4:5',
  '-1:h:80',
])("'%s' is none", text => {
  expect(() => parseForward(text)).toThrow(`'${text}' is none of`)
})

test('a local address is a port, with or without where to listen', () => {
  expect(parseLocalAddress('1080')).toEqual({ address: own, port: 1080 })
  expect(parseLocalAddress('[::1]:1080')).toEqual({ address: '::1', port: 1080 })
  expect(() => parseLocalAddress('h:1:2')).toThrow('is none of')
})

test('addresses of version 6 are shown in brackets', () => {
  expect([showAddress({ host: '::1', port: 1 }), showAddress({ host: 'h', port: 2 })]).toEqual(['[::1]:1', 'h:2'])
})
