import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requests, setsArbitrary } from '../../test/arbitraries.ts'
import type { ReferencePolicy, ReferenceSets } from '../../test/reference-evaluator.ts'
import { allowAll, allowNothing, callers, denyAll, named, request } from '../../test/scenario.ts'
import { compilePolicy, evaluate, type NamedPolicy, type PolicyKind, type PolicySets, weighLayers } from '../index.ts'

const verdicts = (sets: Partial<PolicySets>, parts = {}) =>
  weighLayers(request(parts), { identity: [], ...sets }).map(({ layer, verdict }) => `${layer} ${verdict}`)

describe('the verdicts of layers', () => {
  test('are told for each layer that is there, and for the identity in any case', () => {
    expect(verdicts({})).toEqual(['identity silent'])
    expect(
      verdicts({
        identity: [named('identity', allowAll)],
        boundary: named('boundary', allowNothing),
        session: [named('session', allowAll), named('session', denyAll)],
        scps: [[named('scp', allowAll)], [named('scp', allowNothing)]],
        resource: named('resource', { ...allowAll, Principal: '*' }),
      }),
    ).toEqual(['scp allows', 'scp silent', 'resource allows', 'identity allows', 'boundary silent', 'session denies'])
  })

  test('leave out what does not bind a service', () => {
    expect(verdicts({ scps: [[named('scp', denyAll)]] }, { principal: callers.service })).toEqual(['identity silent'])
  })

  test('name the statements that fit, and the conditions that keep one from applying', () => {
    const conditions = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' }, Bool: { 'aws:SecureTransport': 'true' } }
    const policy = named('identity', [allowNothing, { ...allowAll, Sid: 'Region', Condition: conditions }], 'arn:p')
    const context = { 'aws:SecureTransport': 'true', 'aws:RequestedRegion': 'us-east-1' }
    const [layer] = weighLayers(request({ context }), { identity: [policy] })
    expect(layer!.statements).toEqual([
      {
        policyId: 'arn:p',
        policyArn: 'arn:p',
        sid: 'Region',
        statementIndex: 1,
        effect: 'Allow',
        unmet: [{ operator: 'StringEquals', key: 'aws:RequestedRegion', values: ['eu-west-1'] }],
      },
    ])
    expect(layer!.verdict).toBe('silent')
  })

  test('take a key that cannot be looked up for one that does not hold', () => {
    const context = {
      get: () => {
        throw new Error('several values')
      },
    }
    const conditional = { ...allowAll, Condition: { StringEquals: { 'aws:ResourceTag/a': 'b' } } }
    const variable = { ...allowAll, Resource: 'arn:aws:ssm:*:*:parameter/${aws:username}' }
    const sets = { identity: [named('identity', conditional), named('identity', variable)] }
    const [layer] = weighLayers({ ...request(), context }, sets)
    expect(layer).toMatchObject({ verdict: 'silent', statements: [{ unmet: [{ key: 'aws:ResourceTag/a' }] }] })
  })
})

test('an explicit denial and no other decision comes with a layer that denies', () => {
  fc.assert(
    fc.property(requests, setsArbitrary, (asked, reference) => {
      const sets = compiled(reference)
      const decision = evaluate(asked, sets)
      const denying = weighLayers(asked, sets).filter(({ verdict }) => verdict === 'denies')
      expect(denying.length > 0).toBe(decision.effect === 'explicit-deny')
      if (decision.effect !== 'explicit-deny') return
      const { layer, statementIndex } = decision
      const said = denying.filter(each => each.layer === layer).flatMap(({ statements }) => statements)
      expect(said).toContainEqual(expect.objectContaining({ statementIndex, effect: 'Deny', unmet: [] }))
    }),
    { numRuns: 500 },
  )
})

function compiled(sets: ReferenceSets): PolicySets {
  const one =
    (kind: PolicyKind) =>
    (policy: ReferencePolicy): NamedPolicy => ({ id: kind, policy: compilePolicy(JSON.stringify(policy), kind) })
  return {
    identity: sets.identity.map(one('identity')),
    boundary: sets.boundary && one('boundary')(sets.boundary),
    session: sets.session?.map(one('session')),
    resource: sets.resource && one(sets.resourceKind === 'trust' ? 'trust' : 'resource')(sets.resource),
    resourceKind: sets.resourceKind,
    scps: sets.scps?.map(level => level.map(one('scp'))),
    rcps: sets.rcps?.map(level => level.map(one('rcp'))),
    endpoint: sets.endpoint?.map(one('endpoint')),
  }
}
