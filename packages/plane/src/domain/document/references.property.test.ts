import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillIn } from './references.ts'

const name = fc.stringMatching(/^[a-zA-Z0-9]{1,5}$/)
const value = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }))
const values = fc.dictionary(name, value, { maxKeys: 4 }).map(record => new Map(Object.entries(record)))
const json = fc.jsonValue({ maxDepth: 3 }).map(found => JSON.parse(JSON.stringify(found)) as unknown)

test('what refers to nothing stays as it is', () => {
  fc.assert(
    fc.property(json, content => {
      expect(fillIn(content, new Map())).toEqual(content)
    }),
    { numRuns: 200 },
  )
})

test('a text that is one reference becomes the value itself, whatever the value is', () => {
  fc.assert(
    fc.property(values, fc.constantFrom('', ' ', '\t\n'), (known, space) => {
      for (const [key, found] of known) expect(fillIn(`{{${space}${key}${space}}}`, known)).toBe(found)
    }),
    { numRuns: 200 },
  )
})

test('values stand in a text as they are, dollars halved, and are not looked through again', () => {
  fc.assert(
    fc.property(name, fc.string(), fc.constantFrom('a {{ b }} c', ' $& ', '{'), (key, text, around) => {
      const known = new Map([[key, `${text}{{ ${key} }}$1$$`]])
      if (around.includes(`{{ ${key} }}`)) return
      const shown = `${text}{{ ${key} }}$1$$`.replaceAll('$$', () => '$')
      expect(fillIn(`${around}{{${key}}}${around}`, known)).toBe(around + shown + around)
    }),
    { numRuns: 300 },
  )
})
