import { describe, expect, test } from 'vitest'
import { account, callers, otherAccount } from '../../test/scenario.ts'
import type { PolicyPrincipal } from '../index.ts'
import type { PrincipalEntry, PrincipalType } from '../language/statement.ts'
import { naming, PrincipalMatcher, type Naming } from './principal.ts'

function namingBy(value: string, principal: PolicyPrincipal, type: PrincipalType = 'AWS'): Naming {
  return new PrincipalMatcher({ entries: [{ type, value }], negated: false }).namingOf(principal)
}

describe('Principal', () => {
  const { root, user, session, federated, service, anonymous } = callers

  test.each([
    ['*', user, naming.direct],
    ['*', anonymous, naming.direct],
    ['*', service, naming.direct],
    [account, user, naming.account],
    [`arn:aws:iam::${account}:root`, session, naming.account],
    [`arn:aws:iam::${account}:root`, root, naming.account],
    [account, federated, naming.account],
    [otherAccount, user, naming.none],
    [account, anonymous, naming.none],
    [user.arn, user, naming.direct],
    [user.uniqueId, user, naming.direct],
    [user.arn.toUpperCase(), user, naming.none],
    [`arn:aws:iam::${account}:user/*`, user, naming.none],
    [`arn:aws:iam::${account}:user/alice`, user, naming.none],
    [`arn:aws:iam::${account}:group/team`, user, naming.none],
    [session.arn, session, naming.direct],
    [session.roleArn, session, naming.parent],
    [`arn:aws:iam::${otherAccount}:role/team/Ops`, session, naming.none],
    [`arn:aws:iam::${account}:role/team/ops`, session, naming.none],
    [`arn:aws:iam::${account}:role/Op*`, session, naming.none],
    ['AROAOPS0000000000000', session, naming.parent],
    [`arn:aws:sts::${account}:assumed-role/Ops/bob`, session, naming.none],
    [federated.arn, federated, naming.direct],
    [federated.userArn, federated, naming.parent],
    ['', user, naming.none],
    ['', { ...session, uniqueId: undefined }, naming.none],
  ])('AWS %j names %o as %i', (value, principal, expected) => {
    expect(namingBy(value, principal)).toBe(expected)
  })

  test('services and providers are compared within their own type', () => {
    expect(namingBy('ssm.amazonaws.com', service, 'Service')).toBe(naming.direct)
    expect(namingBy('ec2.amazonaws.com', service, 'Service')).toBe(naming.none)
    expect(namingBy('ssm.amazonaws.com', service, 'AWS')).toBe(naming.none)
    expect(namingBy('*', service, 'Service')).toBe(naming.none)
    expect(namingBy(user.arn, user, 'Service')).toBe(naming.none)
    expect(namingBy(user.arn, user, 'CanonicalUser')).toBe(naming.none)
    const provider = `arn:aws:iam::${account}:saml-provider/corp`
    expect(namingBy(provider, { ...anonymous, arn: provider }, 'Federated')).toBe(naming.direct)
  })

  test('the strongest of several names counts', () => {
    const entries: PrincipalEntry[] = [
      { type: 'AWS', value: account },
      { type: 'AWS', value: session.arn },
      { type: 'AWS', value: session.roleArn },
    ]
    expect(new PrincipalMatcher({ entries, negated: false }).namingOf(session)).toBe(naming.direct)
  })

  test('the pseudo role of EC2 instances is a role like any other', () => {
    const instance = {
      ...session,
      arn: `arn:aws:sts::${account}:assumed-role/aws:ec2-instance/i-1`,
      uniqueId: undefined,
    }
    expect(namingBy(instance.arn, instance)).toBe(naming.direct)
    expect(namingBy(account, instance)).toBe(naming.account)
  })
})

describe('NotPrincipal', () => {
  function exempts(value: string, principal: PolicyPrincipal, effect: 'Allow' | 'Deny'): boolean {
    return new PrincipalMatcher({ entries: [{ type: 'AWS', value }], negated: true }).exempts(principal, effect)
  }

  test('exempts who is named', () => {
    expect(exempts(callers.user.arn, callers.user, 'Deny')).toBe(true)
    expect(exempts(callers.session.roleArn, callers.session, 'Deny')).toBe(true)
    expect(exempts(callers.user.arn, callers.session, 'Deny')).toBe(false)
    expect(exempts('*', callers.anonymous, 'Deny')).toBe(true)
  })

  test('with an account exempts only its root user from a Deny, and everybody in it from an Allow', () => {
    expect(exempts(account, callers.user, 'Deny')).toBe(false)
    expect(exempts(account, callers.root, 'Deny')).toBe(true)
    expect(exempts(account, callers.user, 'Allow')).toBe(true)
  })
})
