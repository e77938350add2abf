import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatProxyPreface, longestPrefaceBytes, parseProxyPreface } from './proxy-preface.ts'

const port = fc.integer({ min: 0, max: 65_535 })
const preface = fc.record({ source: fc.ipV4(), destination: fc.ipV4(), sourcePort: port, destinationPort: port })

test('every preface comes back from its line, and no line is too long', () => {
  fc.assert(
    fc.property(preface, given => {
      const line = formatProxyPreface(given)
      expect(line.length).toBeLessThanOrEqual(longestPrefaceBytes)
      expect(parseProxyPreface(line.slice(0, -2))).toEqual(given)
    }),
  )
})

test('a line with one character changed is refused or is another well-formed preface', () => {
  fc.assert(
    fc.property(
      preface,
      fc.nat(),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      (given, at, character) => {
        const line = formatProxyPreface(given).slice(0, -2)
        const index = at % line.length
        const parsed = parseProxyPreface(line.slice(0, index) + character + line.slice(index + 1))
        if (parsed === undefined) return
        expect(index).toBeGreaterThan('PROXY TCP4'.length)
        expect(parseProxyPreface(formatProxyPreface(parsed).slice(0, -2))).toEqual(parsed)
      },
    ),
  )
})

test.each([
  '',
  'PROXY UNKNOWN',
  'PROXY TCP6 ::1 ::1 1 2',
  'PROXY TCP4 172.31.0.5 169.254.169.254 1',
  'PROXY TCP4 172.31.0.5 169.254.169.254 1 65536',
  'PROXY TCP4 172.31.0.5 169.254.169.254 1 -1',
  'PROXY TCP4 172.31.0.5 169.254.169.254 1 80 x',
  'PROXY TCP4 172.31.0.256 169.254.169.254 1 80',
  'PROXY TCP4  172.31.0.5 169.254.169.254 1 80',
  'proxy TCP4 172.31.0.5 169.254.169.254 1 80',
  'PROXY TCP4 172.31.0.5 169.254.169.254 1 80\nGET /',
])('%j is no preface', line => {
  expect(parseProxyPreface(line)).toBeUndefined()
})
