import { describe, expect, test } from 'vitest'
import { allows } from '../../test/scenario.ts'
import { canonicalBase64 } from './binary.ts'
import { parseDate } from './date.ts'
import { parseAddress, parseRange } from './ip.ts'

function holds(operator: string, policyValue: unknown, requestValue: string): boolean {
  const context = { 'k:k': requestValue, 'aws:username': 'alice', 'k:yes': 'true' }
  return allows({ Condition: { [operator]: { 'k:k': policyValue } } }, { context })
}

type Row = readonly [operator: string, policyValue: unknown, requestValue: string, expected: boolean]

function table(rows: readonly Row[]): void {
  test.each(rows)('%s %j for %j is %s', (operator, policyValue, requestValue, expected) => {
    expect(holds(operator, policyValue, requestValue)).toBe(expected)
  })
}

describe('numeric operators', () => {
  table([
    ['NumericEquals', '10', '10', true],
    ['NumericEquals', 10, '10.0', true],
    ['NumericEquals', '-1.5', '-1.50', true],
    ['NumericEquals', ['1', '2'], '2', true],
    ['NumericNotEquals', '10', '11', true],
    ['NumericNotEquals', ['10', '11'], '11', false],
    ['NumericLessThan', '10', '9.99', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '10', '10', false],
    ['NumericGreaterThan', '9', '10', true],
    ['NumericGreaterThanEquals', '10', '10', true],
    ['NumericEquals', 'ten', '10', false],
    ['NumericEquals', '10', 'ten', false],
    ['NumericEquals', '1*', '10', false],
    ['NumericEquals', '', '0', false],
    ['NumericEquals', '0x10', '16', false],
    ['NumericEquals', '1e1', '10', false],
    ['NumericEquals', ['ten', '10'], '10', true],
    ['NumericNotEquals', 'ten', '10', false],
    ['NumericNotEquals', '10', 'ten', false],
    ['NumericNotEquals', ['ten', '10'], '11', false],
    ['NumericEquals', '9'.repeat(400), '9'.repeat(400), false],
  ])
})

describe('date operators', () => {
  const noon = '2020-04-15T12:00:00Z'
  table([
    ['DateEquals', noon, noon, true],
    ['DateEquals', '2020-04-15T14:00:00+02:00', noon, true],
    ['DateEquals', '2020-04-15T06:30-05:30', noon, true],
    ['DateEquals', '1586952000', noon, true],
    ['DateEquals', noon, '1586952000', true],
    ['DateEquals', noon, '1586952000.0', true],
    ['DateNotEquals', noon, '2020-04-15T12:00:01Z', true],
    ['DateLessThan', noon, '2020-04-15T11:59:59.999Z', true],
    ['DateLessThan', noon, noon, false],
    ['DateLessThanEquals', noon, noon, true],
    ['DateGreaterThan', '2020', noon, true],
    ['DateGreaterThan', '2020-04', noon, true],
    ['DateGreaterThan', '2020-04-15', noon, true],
    ['DateGreaterThanEquals', noon, noon, true],
    ['DateGreaterThan', 'yesterday', noon, false],
    ['DateNotEquals', 'yesterday', noon, false],
    ['DateNotEquals', noon, 'yesterday', false],
  ])

  test.each([
    ['1970', 0],
    ['1970-01-02', 86_400_000],
    ['0', 0],
    ['-1', -1000],
    ['1.5', 1500],
    ['0050-01-01', -60_589_296_000_000],
    ['2024-02-29T23:59:59.5Z', 1_709_251_199_500],
    ['2023-02-29', undefined],
    ['2020-13', undefined],
    ['2020-04-15T24:00Z', undefined],
    ['2020-04-15T12:60Z', undefined],
    ['2020-04-15T12:00:00', undefined],
    ['2020-04-15 12:00:00Z', undefined],
    ['2020-04-15T12:00:00+25:00', undefined],
    ['9223372036854775808', undefined],
    ['', undefined],
  ])('%j is %s milliseconds', (text, expected) => expect(parseDate(text)).toBe(expected))
})

describe('Bool', () => {
  table([
    ['Bool', 'true', 'true', true],
    ['Bool', true, 'true', true],
    ['Bool', 'TRUE', 'true', true],
    ['Bool', 'true', 'false', false],
    ['Bool', 'false', 'false', true],
    ['Bool', 'false', 'asdf', true],
    ['Bool', 'true', 'asdf', false],
    ['Bool', ['true', 'false'], 'true', true],
    ['Bool', 'yes', 'yes', false],
    ['Bool', '${k:yes}', 'true', true],
    ['Bool', '${k:none}', 'true', false],
  ])
})

describe('BinaryEquals', () => {
  table([
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['BinaryEquals', 'QQ==', 'QR==', true],
    ['BinaryEquals', 'QQ==', 'Qg==', false],
    ['BinaryEquals', 'qq==', 'QQ==', false],
    ['BinaryEquals', 'not base64', 'not base64', false],
    ['BinaryEquals', '', '', true],
  ])

  test.each(['A', 'AA', 'AAA', 'A===', '=', 'AA=A', 'A A=', 'AA\n='])('%j is no base64', text => {
    expect(canonicalBase64(text)).toBeUndefined()
  })
})

describe('IP operators', () => {
  table([
    ['IpAddress', '10.0.0.0/8', '10.1.2.3', true],
    ['IpAddress', '10.9.9.9/8', '10.1.2.3', true],
    ['IpAddress', '10.0.0.0/8', '11.0.0.0', false],
    ['IpAddress', '10.1.2.3', '10.1.2.3', true],
    ['IpAddress', '10.1.2.3', '10.1.2.4', false],
    ['IpAddress', '10.1.2.2/31', '10.1.2.3', true],
    ['IpAddress', '0.0.0.0/0', '255.255.255.255', true],
    ['IpAddress', '0.0.0.0/0', '2001:db8::1', false],
    ['IpAddress', '::/0', '10.0.0.1', false],
    ['IpAddress', '10.0.0.0/8', '::ffff:10.0.0.1', true],
    ['IpAddress', '10.0.0.0/8', '::FFFF:0A00:0001', true],
    ['IpAddress', '::ffff:10.0.0.0/104', '10.0.0.1', true],
    ['IpAddress', '2001:db8::/32', '2001:0DB8:0:0::1', true],
    ['IpAddress', '2001:db8::/32', '2001:db9::1', false],
    ['IpAddress', '2001:db8::/33', '2001:db8:8000::1', false],
    ['IpAddress', ['192.0.2.0/24', '2001:db8::/32'], '2001:db8::1', true],
    ['NotIpAddress', '10.0.0.0/8', '11.0.0.1', true],
    ['NotIpAddress', ['10.0.0.0/8', '11.0.0.0/8'], '11.0.0.1', false],
    ['NotIpAddress', '10.0.0.0/8', '2001:db8::1', true],
    ['NotIpAddress', '10.0.0.0/33', '11.0.0.1', false],
    ['NotIpAddress', '10.0.0.0/8', 'unknown', false],
    ['IpAddress', '10.0.0.0/', '10.0.0.0', false],
    ['IpAddress', '10.0.0.0/8', '10.0.0.0/8', false],
  ])

  test.each([
    '256.0.0.1',
    '1.2.3',
    '1.2.3.4.5',
    '1:2',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '::1%eth0',
    'g::',
    ' ::1',
  ])('%j is no address', text => {
    expect(parseAddress(text)).toBeUndefined()
    expect(parseRange(text)).toBeUndefined()
  })
})

describe('ARN operators', () => {
  const role = 'arn:aws:iam::111111111111:role/team/Ops'
  table([
    ['ArnEquals', role, role, true],
    ['ArnLike', role, role, true],
    ['ArnEquals', 'arn:aws:iam::*:role/*', role, true],
    ['ArnLike', 'arn:*:iam:*:1111?1111111:role/team/???', role, true],
    ['ArnLike', 'arn:aws:iam::111111111111:Role/team/Ops', role, false],
    ['ArnLike', 'arn:aws:iam:*role/team/Ops', role, false],
    ['ArnLike', 'arn:aws:*:111111111111:role/team/Ops', role, false],
    ['ArnLike', 'arn:aws:logs:*:*:log-group:*', 'arn:aws:logs:r:1:log-group:g:s', true],
    ['ArnNotEquals', role, role, false],
    ['ArnNotLike', 'arn:aws:iam::*:user/*', role, true],
    ['ArnNotLike', role, 'not an arn', false],
    ['ArnNotLike', 'not an arn', role, false],
    ['ArnLike', '*', role, false],
    ['ArnLike', 'arn:aws:iam::111111111111:role/team/${aws:username}', role.replace('Ops', 'alice'), true],
    ['ArnLike', 'arn:aws:iam::111111111111:role/${k:none}', role, false],
    ['ArnNotLike', 'arn:aws:iam::111111111111:role/${k:none}', role, true],
  ])
})
