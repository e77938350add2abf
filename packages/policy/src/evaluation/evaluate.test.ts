import { describe, expect, test } from 'vitest'
import { account, allowAll, allowNothing, callers, decide, denyAll, named, outcome } from '../../test/scenario.ts'
import { evaluate, type ContextLookup, type NamedPolicy, type PolicyKind, type PolicySets } from '../index.ts'

const allow = (kind: PolicyKind) => named(kind, { ...allowAll, ...principalFor(kind) })
const deny = (kind: PolicyKind) => named(kind, { ...denyAll, ...principalFor(kind) })
const silent = (kind: PolicyKind) => named(kind, { ...allowNothing, ...principalFor(kind) })

function principalFor(kind: PolicyKind): object {
  return kind === 'resource' || kind === 'rcp' ? { Principal: '*' } : {}
}

function resourcePolicy(names: unknown, effect = 'Allow'): NamedPolicy {
  return named('resource', { ...allowAll, Effect: effect, Principal: names })
}

function trustPolicy(names: unknown): NamedPolicy {
  return named('trust', { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: names })
}

describe('inside one account', () => {
  test('nothing is allowed without a policy', () => {
    expect(decide({}, {})).toEqual({ effect: 'implicit-deny', layer: 'identity' })
  })

  test('an identity policy allows, and the decision says which statement', () => {
    const policy = named('identity', [allowNothing, { ...allowAll, Sid: 'All' }], 'arn:aws:iam::aws:policy/P')
    expect(decide({}, { identity: [silent('identity'), policy] })).toEqual({
      effect: 'allow',
      layer: 'identity',
      policyId: 'arn:aws:iam::aws:policy/P',
      sid: 'All',
      statementIndex: 1,
    })
  })

  test('an explicit deny wins over every allow, and the decision says whose it is', () => {
    const policy = named('identity', [allowAll, { ...denyAll, Sid: 'Stop' }], 'arn:aws:iam::aws:policy/P')
    expect(decide({}, { identity: [allow('identity'), policy] })).toEqual({
      effect: 'explicit-deny',
      layer: 'identity',
      policyId: 'arn:aws:iam::aws:policy/P',
      policyArn: 'arn:aws:iam::aws:policy/P',
      sid: 'Stop',
      statementIndex: 1,
    })
  })

  const all: PolicySets = {
    identity: [allow('identity')],
    boundary: allow('boundary'),
    session: [allow('session')],
    scps: [[allow('scp')], [allow('scp')]],
    rcps: [[allow('rcp')]],
    endpoint: [allow('endpoint')],
  }

  test('every layer that is there must allow', () => {
    expect(outcome(decide({}, all))).toBe('allow')
    expect(outcome(decide({}, { ...all, identity: [silent('identity')] }))).toBe('implicit-deny identity')
    expect(outcome(decide({}, { ...all, boundary: silent('boundary') }))).toBe('implicit-deny boundary')
    expect(outcome(decide({}, { ...all, session: [silent('session')] }))).toBe('implicit-deny session')
    expect(outcome(decide({}, { ...all, session: [] }))).toBe('implicit-deny session')
    expect(outcome(decide({}, { ...all, endpoint: [silent('endpoint')] }))).toBe('implicit-deny endpoint')
  })

  test('each level of service control policies must allow, by any of its policies', () => {
    expect(outcome(decide({}, { ...all, scps: [[allow('scp')], [silent('scp')]] }))).toBe('implicit-deny scp')
    expect(outcome(decide({}, { ...all, scps: [[allow('scp')], []] }))).toBe('implicit-deny scp')
    expect(outcome(decide({}, { ...all, scps: [[silent('scp'), allow('scp')]] }))).toBe('allow')
  })

  test('resource control policies deny but need not allow', () => {
    expect(outcome(decide({}, { ...all, rcps: [[silent('rcp')], []] }))).toBe('allow')
    expect(outcome(decide({}, { ...all, rcps: [[], [deny('rcp')]] }))).toBe('explicit-deny rcp')
  })

  test('denials are reported in the order RCP, SCP, resource, identity, boundary, session, endpoint', () => {
    const denying: PolicySets = {
      identity: [deny('identity')],
      boundary: deny('boundary'),
      session: [deny('session')],
      resource: deny('resource'),
      scps: [[allow('scp')], [deny('scp')]],
      rcps: [[deny('rcp')]],
      endpoint: [deny('endpoint')],
    }
    const order = ['rcps', 'scps', 'resource', 'identity', 'boundary', 'session', 'endpoint'] as const
    for (const [index, layer] of order.entries()) {
      const removed = Object.fromEntries(order.slice(0, index).map(name => [name, all[name]]))
      expect(outcome(decide({}, { ...denying, ...removed }))).toBe(`explicit-deny ${layer.replace(/s$/, '')}`)
    }
  })

  test('the root user needs no identity policy but is bound by service control policies and denials', () => {
    const root = { principal: callers.root }
    expect(decide(root, {})).toEqual({ effect: 'allow', layer: 'root' })
    expect(outcome(decide(root, { scps: [[silent('scp')]] }))).toBe('implicit-deny scp')
    expect(outcome(decide(root, { scps: [[allow('scp'), deny('scp')]] }))).toBe('explicit-deny scp')
    expect(outcome(decide(root, { resource: deny('resource') }))).toBe('explicit-deny resource')
  })

  test('a role session without session policy is not limited, a federated user has nothing', () => {
    expect(outcome(decide({ principal: callers.session }, { identity: [allow('identity')] }))).toBe('allow')
    const federated = { principal: callers.federated }
    expect(outcome(decide(federated, { identity: [allow('identity')] }))).toBe('implicit-deny session')
    expect(outcome(decide(federated, { identity: [allow('identity')], session: [allow('session')] }))).toBe('allow')
  })

  test('what AWS owns is judged by the caller’s policies alone', () => {
    for (const resourceAccount of ['', 'aws']) {
      expect(outcome(decide({ resourceAccount }, { identity: [allow('identity')] }))).toBe('allow')
      expect(outcome(decide({ resourceAccount }, {}))).toBe('implicit-deny identity')
    }
  })
})

describe('a resource policy inside one account, by how it names the caller', () => {
  const { user, session, federated } = callers
  const root = `arn:aws:iam::${account}:root`

  // Columns: is the request allowed without identity policy; and if it is, under an implicit deny of the boundary,
  // and of the session policy? (The table of the IAM user guide.)
  test.each([
    ['user ARN', user, user.arn, true, true, true],
    ['role ARN', session, session.roleArn, true, false, false],
    ['session ARN', session, session.arn, true, true, true],
    ['federated user ARN', federated, federated.arn, true, true, true],
    ['parent user ARN', federated, federated.userArn, true, false, false],
    ['account id', user, account, false, false, false],
    ['account root ARN', session, root, false, false, false],
    ['everyone', session, '*', true, true, true],
  ])('%s', (_name, principal, AWS, withoutIdentity, pastBoundary, pastSession) => {
    const resource = resourcePolicy({ AWS })
    const session_ = [allow('session')]
    const effectOf = (sets: Partial<PolicySets>) =>
      decide({ principal }, { resource, session: session_, ...sets }).effect
    expect(effectOf({}) === 'allow').toBe(withoutIdentity)
    expect(effectOf({ boundary: silent('boundary') }) === 'allow').toBe(pastBoundary)
    expect(effectOf({ session: [silent('session')] }) === 'allow').toBe(pastSession)
    expect(effectOf({ identity: [allow('identity')] })).toBe('allow')
    // An explicit deny always counts.
    expect(effectOf({ boundary: deny('boundary') })).toBe('explicit-deny')
    expect(effectOf({ session: [deny('session')] })).toBe('explicit-deny')
  })

  test('everyone narrowed by a condition is still everyone', () => {
    const statement = { ...allowAll, Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': session.roleArn } } }
    const context = { 'aws:PrincipalArn': session.roleArn }
    const sets = { resource: named('resource', statement), boundary: silent('boundary') }
    expect(outcome(decide({ principal: session, context }, sets))).toBe('allow')
  })

  test('a policy that names somebody else leaves the decision to identity policies', () => {
    const resource = resourcePolicy({ AWS: callers.stranger.arn })
    expect(outcome(decide({}, { resource }))).toBe('implicit-deny identity')
    expect(outcome(decide({}, { resource, identity: [allow('identity')] }))).toBe('allow')
  })

  test('a service is judged by the resource policy, and not by service control policies', () => {
    const service = { principal: callers.service }
    expect(outcome(decide(service, { resource: resourcePolicy({ Service: 'ssm.amazonaws.com' }) }))).toBe('allow')
    expect(outcome(decide(service, { resource: resourcePolicy({ Service: 'ec2.amazonaws.com' }) }))).toBe(
      'implicit-deny resource',
    )
    expect(outcome(decide(service, { resource: resourcePolicy('*'), scps: [[deny('scp')]] }))).toBe('allow')
    expect(outcome(decide(service, { identity: [allow('identity')] }))).toBe('implicit-deny resource')
  })

  test('anonymous callers get what everyone gets', () => {
    const anonymous = { principal: callers.anonymous }
    expect(outcome(decide(anonymous, { resource: resourcePolicy('*') }))).toBe('allow')
    expect(outcome(decide(anonymous, { resource: resourcePolicy({ AWS: account }) }))).toBe('implicit-deny resource')
  })

  test('NotPrincipal with Deny denies a caller with a boundary, whoever is listed', () => {
    const resource = named('resource', { ...denyAll, NotPrincipal: { AWS: user.arn } })
    const sets = { resource, identity: [allow('identity')] }
    expect(outcome(decide({}, sets))).toBe('allow')
    expect(outcome(decide({}, { ...sets, boundary: allow('boundary') }))).toBe('explicit-deny resource')
    expect(outcome(decide({ principal: session }, sets))).toBe('explicit-deny resource')
  })
})

describe('across accounts', () => {
  const stranger = { principal: callers.stranger }
  const identity = [allow('identity')]

  test.each([callers.stranger.arn, callers.stranger.account, `arn:aws:iam::${callers.stranger.account}:root`, '*'])(
    'both the resource policy naming %s and the caller’s own policies must allow',
    AWS => {
      const resource = resourcePolicy({ AWS })
      expect(outcome(decide(stranger, { resource, identity }))).toBe('allow')
      expect(outcome(decide(stranger, { resource }))).toBe('implicit-deny identity')
      expect(outcome(decide(stranger, { resource, identity, boundary: silent('boundary') }))).toBe(
        'implicit-deny boundary',
      )
      expect(outcome(decide(stranger, { resource, identity, scps: [[silent('scp')]] }))).toBe('implicit-deny scp')
      expect(outcome(decide(stranger, { resource, identity, rcps: [[deny('rcp')]] }))).toBe('explicit-deny rcp')
    },
  )

  test('a resource without a policy, or with one that names others, cannot be reached', () => {
    expect(outcome(decide(stranger, { identity }))).toBe('implicit-deny resource')
    expect(outcome(decide(stranger, { identity, resource: resourcePolicy({ AWS: account }) }))).toBe(
      'implicit-deny resource',
    )
  })

  test('the root user of another account needs the resource policy too', () => {
    const { stranger: eve } = callers
    const root = { principal: { type: 'root', arn: `arn:aws:iam::${eve.account}:root`, account: eve.account } } as const
    expect(outcome(decide(root, {}))).toBe('implicit-deny resource')
    expect(outcome(decide(root, { resource: resourcePolicy({ AWS: eve.account }) }))).toBe('allow')
  })
})

describe('role trust policies', () => {
  const role = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${account}:role/R` }
  const trust = (AWS: string) => ({ resource: trustPolicy({ AWS }), resourceKind: 'trust' as const })
  const identity = [allow('identity')]

  test('an identity policy alone is not enough', () => {
    expect(outcome(decide(role, { identity, resourceKind: 'trust' }))).toBe('implicit-deny trust')
    expect(outcome(decide(role, { identity, ...trust(callers.session.roleArn) }))).toBe('implicit-deny trust')
    expect(outcome(decide({ ...role, principal: callers.root }, { resourceKind: 'trust' }))).toBe('implicit-deny trust')
  })

  test('naming the account delegates to its identity policies', () => {
    expect(outcome(decide(role, trust(account)))).toBe('implicit-deny identity')
    expect(outcome(decide(role, { identity, ...trust(account) }))).toBe('allow')
  })

  test('naming the caller suffices', () => {
    expect(outcome(decide(role, trust(callers.user.arn)))).toBe('allow')
    expect(outcome(decide({ ...role, principal: callers.session }, trust(callers.session.arn)))).toBe('allow')
    expect(outcome(decide({ ...role, principal: callers.session }, trust(callers.session.roleArn)))).toBe('allow')
  })

  test('across accounts the caller’s policies must allow too', () => {
    const stranger = { ...role, principal: callers.stranger }
    expect(outcome(decide(stranger, trust(callers.stranger.arn)))).toBe('implicit-deny identity')
    expect(outcome(decide(stranger, { identity, ...trust(callers.stranger.account) }))).toBe('allow')
  })

  test('a service needs to be named, and conditions hold', () => {
    const condition = { StringEquals: { 'aws:SourceAccount': account } }
    const Principal = { Service: 'ssm.amazonaws.com' }
    const resource = named('trust', { Effect: 'Allow', Action: 'sts:AssumeRole', Principal, Condition: condition })
    const service = { ...role, principal: callers.service }
    expect(outcome(decide(service, { resource }))).toBe('implicit-deny trust')
    expect(outcome(decide({ ...service, context: { 'aws:SourceAccount': account } }, { resource }))).toBe('allow')
  })

  test('a denial is reported as the trust policy’s', () => {
    const resource = named('trust', [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' },
      { Effect: 'Deny', Action: 'sts:AssumeRole', Principal: { AWS: account } },
    ])
    expect(outcome(decide(role, { identity, resource }))).toBe('explicit-deny trust')
  })

  test('key policies must allow in the same way, and are reported as resource policies', () => {
    const key = { identity, resourceKind: 'key' as const }
    expect(outcome(decide({}, key))).toBe('implicit-deny resource')
    expect(outcome(decide({}, { ...key, resource: resourcePolicy({ AWS: account }) }))).toBe('allow')
  })
})

test('a failure inside the evaluation is a denial', () => {
  const context: ContextLookup = {
    get() {
      throw new Error('the lookup broke')
    },
  }
  const identity = [named('identity', { ...allowAll, Condition: { StringEquals: { 'k:k': 'v' } } })]
  const ask = { action: 'ssm:X', resource: '*', resourceAccount: account, principal: callers.user, context }
  expect(evaluate(ask, { identity })).toEqual({ effect: 'implicit-deny', layer: 'identity' })
})
