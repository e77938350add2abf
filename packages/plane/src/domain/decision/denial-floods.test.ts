import { expect, test } from 'vitest'
import type { AccessDecision } from './decision.ts'
import {
  type CountedDenial,
  createDenialFloods,
  floodWindowMs,
  writtenOfActionMax,
  writtenOfIdentityMax,
} from './denial-floods.ts'

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
  for (let i = 0; i < writtenOfActionMax; i++) expect(floods.countOn(denial(i))).toBeUndefined()
  return floods
}

const last = writtenOfActionMax - 1

test('beyond a number, denials are counted: on one that says the same, else on the last, with what they were on', () => {
  const floods = flooded()
  expect(floods.countOn(denial(500, { resource: 'thing-7' }))).toMatchObject({ id: 'd-7', counted: 1 })
  expect(floods.countOn(denial(501, { resource: 'thing-7' }))).toMatchObject({ id: 'd-7', counted: 2 })
  for (const number of [502, 503, 502]) expect(floods.countOn(denial(number))).toMatchObject({ id: `d-${last}` })
  expect(floods.takeCounted().map(({ id, counted, alsoOn }) => [id, counted, [...alsoOn]])).toEqual([
    ['d-7', 2, []],
    [`d-${last}`, 3, ['thing-503', 'thing-502']],
  ])
  expect(floods.takeCounted()).toEqual([])
})

test('of what counted denials were on, the latest are named, shortened', () => {
  const floods = flooded()
  for (let i = 0; i < 100; i++) floods.countOn(denial(1_000 + i, { resource: `${1_000 + i}${'x'.repeat(2_000)}` }))
  const [{ alsoOn }] = floods.takeCounted() as [CountedDenial]
  expect([...alsoOn].map(name => name.slice(0, 4))).toEqual(Array.from({ length: 20 }, (_, i) => String(1_080 + i)))
  expect(Math.max(...[...alsoOn].map(({ length }) => length))).toBe(256)
})

test('a flood of one action hides no other', () => {
  const floods = flooded()
  expect(floods.countOn(denial(600, { action: 's:Grave' }))).toBeUndefined()
})

test('sessions of one role have a bound together, beyond which the first of each action is written still', () => {
  const floods = createDenialFloods()
  const session = (number: number) => denial(number, { callerArn: `session-${number}`, identityArn: 'role' })
  for (let i = 0; i < writtenOfIdentityMax; i++) expect(floods.countOn(session(i))).toBeUndefined()
  expect(floods.countOn(session(5_000))).toMatchObject({ id: `d-${writtenOfIdentityMax - 1}`, counted: 1 })
  expect(floods.countOn({ ...session(3), at: new Date(5_001) })).toMatchObject({ id: 'd-3', counted: 1 })
  expect(floods.countOn({ ...session(5_002), action: 's:Grave' })).toBeUndefined()
  expect(floods.countOn({ ...session(5_003), action: 's:Grave' })).toMatchObject({ id: 'd-5002' })
})

test('one caller’s flood hides nobody else’s denials, and ends with its time', () => {
  const floods = flooded()
  expect(floods.countOn(denial(600, { callerArn: 'ada', identityArn: 'ada' }))).toBeUndefined()
  expect(floods.countOn(denial(600, { accountId: '2' }))).toBeUndefined()
  expect(floods.countOn(denial(floodWindowMs - 1))).toBeDefined()
  expect(floods.countOn(denial(floodWindowMs))).toBeUndefined()
})
