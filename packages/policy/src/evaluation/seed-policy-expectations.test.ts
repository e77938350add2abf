import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  compilePolicy,
  evaluate,
  type ContextValue,
  type NamedPolicy,
  type PolicyKind,
  type PolicyPrincipal,
} from '../index.ts'

interface Vector {
  readonly id: string
  readonly name: string
  readonly request: {
    readonly action: string
    readonly resource: string
    readonly resourceAccount: string
    readonly principal: string
    readonly context: Readonly<Record<string, ContextValue>>
  }
  readonly policies: { readonly identity?: readonly string[]; readonly scp?: readonly (readonly string[])[] }
  readonly expected: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied'
}

interface Expectations {
  readonly policies: Readonly<Record<string, unknown>>
  readonly vectors: readonly Vector[]
}

const file = new URL('../../test-data/seed-policy-expectations.json', import.meta.url)
const { policies, vectors } = JSON.parse(readFileSync(file, 'utf8')) as Expectations
const effects = { Allowed: 'allow', ImplicitlyDenied: 'implicit-deny', ExplicitlyDenied: 'explicit-deny' } as const

function principalOf(arn: string, account: string): PolicyPrincipal {
  if (arn.endsWith(':root')) return { type: 'root', arn, account }
  return { type: arn.includes(':assumed-role/') ? 'role-session' : 'user', arn, account }
}

function named(kind: PolicyKind) {
  return (id: string): NamedPolicy => ({ id, policy: compilePolicy(JSON.stringify(policies[id]), kind) })
}

describe('the policies of the seed documents decide as expected', () => {
  test('all 77 vectors are present', () => expect(vectors).toHaveLength(77))

  test.each(vectors)('$id $name: $expected', ({ request, policies: sets, expected }) => {
    const decision = evaluate(
      {
        ...request,
        principal: principalOf(request.principal, request.resourceAccount),
        context: new Map(Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), value])),
      },
      {
        identity: (sets.identity ?? []).map(named('identity')),
        scps: sets.scp?.map(level => level.map(named('scp'))),
      },
    )
    expect(decision.effect).toBe(effects[expected])
    if (decision.effect === 'explicit-deny') expect(decision.layer).toBe(sets.scp === undefined ? 'identity' : 'scp')
  })
})
