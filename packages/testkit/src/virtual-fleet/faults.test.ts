import { expect, test } from 'vitest'
import { drawFaults, dropPauses, seededRandom, seedOf, usualSizes } from './faults.ts'

const drawn = (seed: number, count: number, shares: Parameters<typeof drawFaults>[1]) =>
  Array.from({ length: count }, (_, index) => drawFaults(seededRandom(seedOf(seed, index)), shares))

test('the same seed draws the same faults, another others', () => {
  const shares = { late: 0.5, drop: 0.5, skew: 0.5 }
  expect(drawn(1, 100, shares)).toEqual(drawn(1, 100, shares))
  expect(drawn(2, 100, shares)).not.toEqual(drawn(1, 100, shares))
})

test('connections break after the same times with the same seed, and as often as was asked on average', () => {
  const pauses = (seed: number) => dropPauses(seededRandom(seed), 60).take(2000).toArray()
  expect(pauses(1)).toEqual(pauses(1))
  expect(pauses(1)).not.toEqual(pauses(2))
  const average = pauses(1).reduce((sum, seconds) => sum + seconds, 0) / 2000
  expect(average).toBeGreaterThan(50)
  expect(average).toBeLessThan(70)
})

test('a fault more changes no other', () => {
  const few = drawn(3, 100, { late: 0.5 })
  const more = drawn(3, 100, { late: 0.5, slow: 1 })
  expect(more.map(({ lateSeconds }) => lateSeconds)).toEqual(few.map(({ lateSeconds }) => lateSeconds))
})

test('about the part of the hosts has a fault, of half its size at least', () => {
  const late = drawn(4, 2000, { late: 0.25 }).filter(({ lateSeconds }) => lateSeconds > 0)
  expect(late.length).toBeGreaterThan(400)
  expect(late.length).toBeLessThan(600)
  for (const { lateSeconds } of late) {
    expect(lateSeconds).toBeGreaterThanOrEqual(usualSizes.lateSeconds / 2)
    expect(lateSeconds).toBeLessThanOrEqual(usualSizes.lateSeconds)
  }
})

test('without shares nothing is wrong, and with all of them everything is', () => {
  const right = { lateSeconds: 0, roleLossSeconds: 0, dropEverySeconds: 0, slowSeconds: 0, disorders: false }
  for (const faults of drawn(5, 50, {})) expect({ ...faults, skewSeconds: 0 }).toEqual({ ...right, skewSeconds: 0 })
  const all = drawn(5, 50, { late: 1, role: 1, drop: 1, slow: 1, disorder: 1, skew: 1 })
  for (const faults of all) expect(Object.values(faults).every(Boolean)).toBe(true)
  expect(new Set(all.map(({ skewSeconds }) => Math.sign(skewSeconds)))).toEqual(new Set([1, -1]))
})
