import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { requests, setsArbitrary, statements } from '../../test/arbitraries.ts'
import {
  referenceEvaluate,
  type ReferencePolicy,
  type ReferenceSets,
  type ReferenceStatement,
} from '../../test/reference-evaluator.ts'
import { outcome } from '../../test/scenario.ts'
import {
  compilePolicy,
  evaluate,
  type AuthorizationRequest,
  type NamedPolicy,
  type PolicyKind,
  type PolicySets,
} from '../index.ts'

function compiled(sets: ReferenceSets): PolicySets {
  const one =
    (kind: PolicyKind) =>
    (policy: ReferencePolicy): NamedPolicy => ({
      id: kind,
      policy: compilePolicy(JSON.stringify(policy), kind),
    })
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

function decisionOf(request: AuthorizationRequest, sets: ReferenceSets): string {
  return outcome(evaluate(request, compiled(sets)))
}

const layerKinds = ['identity', 'boundary', 'session', 'resource', 'scp', 'rcp', 'endpoint'] as const
type LayerKind = (typeof layerKinds)[number]

/** The sets with `edit` applied to the first policy of a layer; undefined when the layer has none. */
function edited(
  sets: ReferenceSets,
  layer: LayerKind,
  edit: (statements: readonly ReferenceStatement[]) => readonly ReferenceStatement[],
): ReferenceSets | undefined {
  const change = (policy: ReferencePolicy): ReferencePolicy => ({ ...policy, Statement: edit(policy.Statement) })
  const changeFirst = ([first, ...rest]: readonly ReferencePolicy[]) => (first ? [change(first), ...rest] : undefined)
  const levels = layer === 'scp' ? sets.scps : sets.rcps
  switch (layer) {
    case 'identity':
    case 'session':
    case 'endpoint': {
      const list = changeFirst(sets[layer] ?? [])
      return list && { ...sets, [layer]: list }
    }
    case 'boundary':
    case 'resource': {
      const policy = sets[layer]
      return policy && { ...sets, [layer]: change(policy) }
    }
    default: {
      const [level = [], ...others] = levels ?? []
      const list = changeFirst(level)
      return list && { ...sets, [`${layer}s`]: [list, ...others] }
    }
  }
}

/** A layer with a statement that fits the layer's kind of policy. */
function additions(effect: 'Allow' | 'Deny') {
  return fc.constantFrom(...layerKinds).chain(layer => fc.tuple(fc.constant(layer), statements(layer, effect)))
}

function fitsTrust(statement: ReferenceStatement, sets: ReferenceSets, layer: LayerKind): ReferenceStatement {
  if (layer !== 'resource' || sets.resourceKind !== 'trust') return statement
  const { Resource: _resource, NotResource: _notResource, NotPrincipal, ...rest } = statement
  return NotPrincipal === undefined ? rest : { ...rest, Principal: NotPrincipal }
}

test('the engine decides as the reference written straight from the rules', () => {
  fc.assert(
    fc.property(requests, setsArbitrary, (request, sets) => {
      expect(decisionOf(request, sets)).toBe(referenceEvaluate(request, sets))
    }),
    { numRuns: 3000 },
  )
})

test('the generated cases reach every kind of outcome', () => {
  const seen = new Set<string>()
  for (const [request, sets] of fc.sample(fc.tuple(requests, setsArbitrary), { numRuns: 2000, seed: 7 })) {
    seen.add(decisionOf(request, sets))
  }
  const layers = ['scp', 'resource', 'trust', 'identity', 'boundary', 'session', 'endpoint']
  expect([...seen].sort()).toEqual(
    [
      'allow',
      'explicit-deny rcp',
      ...layers.flatMap(layer => [`explicit-deny ${layer}`, `implicit-deny ${layer}`]),
    ].sort(),
  )
})

test('adding a Deny never allows more', () => {
  fc.assert(
    fc.property(requests, setsArbitrary, additions('Deny'), (request, sets, [layer, statement]) => {
      const more = edited(sets, layer, list => [...list, fitsTrust(statement, sets, layer)])
      fc.pre(more !== undefined && decisionOf(request, sets) !== 'allow')
      expect(more && decisionOf(request, more)).not.toBe('allow')
    }),
    { numRuns: 500 },
  )
})

test('adding an Allow never turns an allow into a denial', () => {
  fc.assert(
    fc.property(requests, setsArbitrary, additions('Allow'), (request, sets, [layer, statement]) => {
      const more = edited(sets, layer, list => [...list, fitsTrust(statement, sets, layer)])
      fc.pre(more !== undefined && decisionOf(request, sets) === 'allow')
      expect(more && decisionOf(request, more)).toBe('allow')
    }),
    { numRuns: 100 },
  )
})

test('the order of statements does not matter', () => {
  fc.assert(
    fc.property(requests, setsArbitrary, fc.constantFrom(...layerKinds), (request, sets, layer) => {
      const turned = edited(sets, layer, list => list.toReversed())
      fc.pre(turned !== undefined)
      expect(turned && decisionOf(request, turned)).toBe(decisionOf(request, sets))
    }),
    { numRuns: 500 },
  )
})
