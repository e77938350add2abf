import { expect, test } from 'vitest'
import type { AccessDecision } from './decision.ts'
import { createDenialFloods, floodWindowMs, writtenOfOneMax } from './denial-floods.ts'

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
  for (let i = 0; i < writtenOfOneMax; i++) expect(floods.countOn(denial(i))).toBeUndefined()
  return floods
}

test('beyond a number, denials are counted: on one that says the same, else on the last', () => {
  const floods = flooded()
  expect(floods.countOn(denial(500, { resource: 'thing-7' }))).toMatchObject({ id: 'd-7', counted: 1 })
  expect(floods.countOn(denial(501, { resource: 'thing-7' }))).toMatchObject({ id: 'd-7', counted: 2 })
  expect(floods.countOn(denial(502, { resource: 'thing-7', action: 's:Other' }))).toMatchObject({
    id: `d-${writtenOfOneMax - 1}`,
    counted: 1,
  })
  expect(floods.takeCounted().map(({ id, counted }) => [id, counted])).toEqual([
    ['d-7', 2],
    [`d-${writtenOfOneMax - 1}`, 1],
  ])
  expect(floods.takeCounted()).toEqual([])
})

test('one caller’s flood hides nobody else’s denials, and ends with its time', () => {
  const floods = flooded()
  expect(floods.countOn(denial(600, { identityArn: 'ada' }))).toBeUndefined()
  expect(floods.countOn(denial(600, { accountId: '2' }))).toBeUndefined()
  expect(floods.countOn(denial(floodWindowMs - 1))).toBeDefined()
  expect(floods.countOn(denial(floodWindowMs))).toBeUndefined()
})
