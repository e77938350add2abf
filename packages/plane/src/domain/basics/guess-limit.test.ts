import { expect, test } from 'vitest'
import { createGuessLimit } from './guess-limit.ts'

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000)
const throttled = expect.objectContaining({ key: 'guess.throttled' })

test('five guesses come at once, then one a minute', () => {
  const limit = createGuessLimit()
  for (let guess = 0; guess < 5; guess++) limit.take('ada', at(0))
  expect(() => limit.take('ada', at(59))).toThrow(throttled)
  limit.take('ada', at(60))
  expect(() => limit.take('ada', at(60))).toThrow(throttled)
  limit.take('ada', at(120))
})

test('a refused guess does not make the wait longer', () => {
  const limit = createGuessLimit()
  for (let guess = 0; guess < 5; guess++) limit.take('ada', at(0))
  for (let guess = 0; guess < 100; guess++) expect(() => limit.take('ada', at(1))).toThrow(throttled)
  limit.take('ada', at(60))
})

test('a right guess forgets those before it, and nobody else is held up', () => {
  const limit = createGuessLimit()
  for (let guess = 0; guess < 5; guess++) limit.take('ada', at(0))
  limit.take('bob', at(0))
  limit.clear('ada')
  for (let guess = 0; guess < 5; guess++) limit.take('ada', at(0))
  expect(() => limit.take('ada', at(0))).toThrow(throttled)
})
