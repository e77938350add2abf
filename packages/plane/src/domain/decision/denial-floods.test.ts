import { expect, test } from 'vitest'
import type { AccessDecision } from './decision.ts'
import { createDenialFloods, floodWindowMs, writtenOfCallerMax, writtenOfIdentityMax } from './denial-floods.ts'

function denial(number: number, change: Partial<AccessDecision> = {}): AccessDecision {
  return {
    id: `d-${number}`,
    kind: 'denial',
    accountId: '1',
    region: 'r',
    at: new Date(number),
    requestId: 'request',
    operation: 's:Do',
    callerArn: 'eve',
    identityArn: 'eve',
    accessKeyId: 'key',
    action: 's:Do',
    resource: `thing-${number}`,
    isPart: false,
    verdict: { effect: 'implicit-deny', layer: 'identity' },
    policies: [],
    keys: {},
    missingKeys: [],
    counted: 0,
    ...change,
  }
}

function flooded() {
  const floods = createDenialFloods()
  for (let i = 0; i < writtenOfCallerMax; i++) expect(floods.countOn(denial(i))).toBeUndefined()
  return floods
}

test('beyond a number, denials are counted: on one that says the same, else on the last', () => {
  const floods = flooded()
  expect(floods.countOn(denial(500, { resource: 'thing-7' }))).toMatchObject({ id: 'd-7', counted: 1 })
  expect(floods.countOn(denial(501, { resource: 'thing-7' }))).toMatchObject({ id: 'd-7', counted: 2 })
  expect(floods.countOn(denial(502, { resource: 'thing-7', action: 's:Other' }))).toMatchObject({
    id: `d-${writtenOfCallerMax - 1}`,
    counted: 1,
  })
  expect(floods.takeCounted().map(({ id, counted }) => [id, counted])).toEqual([
    ['d-7', 2],
    [`d-${writtenOfCallerMax - 1}`, 1],
  ])
  expect(floods.takeCounted()).toEqual([])
})

test('sessions of one role have a bound together, beyond which they are counted on the last', () => {
  const floods = createDenialFloods()
  const session = (number: number) => denial(number, { callerArn: `session-${number}`, identityArn: 'role' })
  for (let i = 0; i < writtenOfIdentityMax; i++) expect(floods.countOn(session(i))).toBeUndefined()
  expect(floods.countOn(session(5_000))).toMatchObject({ id: `d-${writtenOfIdentityMax - 1}`, counted: 1 })
  expect(floods.countOn({ ...session(3), at: new Date(5_001) })).toMatchObject({ id: 'd-3', counted: 1 })
})

test('one caller’s flood hides nobody else’s denials, and ends with its time', () => {
  const floods = flooded()
  expect(floods.countOn(denial(600, { callerArn: 'ada', identityArn: 'ada' }))).toBeUndefined()
  expect(floods.countOn(denial(600, { accountId: '2' }))).toBeUndefined()
  expect(floods.countOn(denial(floodWindowMs - 1))).toBeDefined()
  expect(floods.countOn(denial(floodWindowMs))).toBeUndefined()
})
