import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDeclarations } from './parameter-declaration.ts'
import { readValues } from './session-values.ts'

const name = fc.stringMatching(/^[a-zA-Z0-9]{1,8}$/)
const declaration = fc.record(
  {
    type: fc.constantFrom('String', 'StringList'),
    allowedPattern: fc.constantFrom('', '^[a-z]*$', '.', '[0-9]'),
    minChars: fc.nat(2),
    maxItems: fc.integer({ min: 1, max: 3 }),
    allowedValues: fc.array(fc.string({ maxLength: 2 }), { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['type'] },
)

test('whatever is let through keeps every rule, in the form that agents read', () => {
  const call = fc
    .dictionary(name, declaration, { maxKeys: 3 })
    .chain(declared =>
      fc.tuple(
        fc.constant(declared),
        fc.dictionary(
          fc.oneof(name, fc.constantFrom('constructor', ...Object.keys(declared))),
          fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('a', 'ab', '1')), { maxLength: 4 }),
          { maxKeys: 4 },
        ),
      ),
    )
  fc.assert(
    fc.property(call, ([declared, given]) => {
      let values
      try {
        values = readValues(readDeclarations(declared), given)
      } catch (error) {
        expect(error).toMatchObject({ key: 'session-parameter.invalid' })
        return
      }
      expect([...values.keys()].sort()).toEqual(Object.keys(declared).sort())
      for (const [key, rules] of Object.entries(declared)) {
        const found = values.get(key)!
        expect(Array.isArray(found)).toBe(rules.type === 'StringList')
        const list = [found].flat()
        for (const text of list) {
          expect(text.length).toBeGreaterThanOrEqual(rules.minChars ?? 0)
          expect(new RegExp(rules.allowedPattern ?? '', 'us').test(text)).toBe(true)
          expect(rules.allowedValues ?? [text]).toContain(text)
        }
        if (rules.type === 'StringList') expect(list.length).toBeLessThanOrEqual(rules.maxItems ?? 4)
      }
    }),
    { numRuns: 500 },
  )
})
