import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentAs } from './content-as.ts'
import type { DocumentFormat, WholeVersion } from './document.ts'
import { readContent } from './read-content.ts'

const json = fc.dictionary(
  fc.string({ maxLength: 8 }).filter(name => name !== '__proto__'),
  fc.jsonValue({ maxDepth: 4 }).filter(value => !JSON.stringify(value).includes('__proto__')),
  { maxKeys: 5 },
)
const versionOf = (text: string, format: DocumentFormat) => ({ text, format }) as WholeVersion

test('whatever JSON holds comes back, also by way of YAML', () => {
  fc.assert(
    fc.property(json, content => {
      // Through text, as -0 has no text of its own.
      const plain = JSON.parse(JSON.stringify(content)) as unknown
      const text = JSON.stringify(content)
      expect(readContent(text, 'JSON')).toEqual(plain)
      const yaml = contentAs(versionOf(text, 'JSON'), 'YAML')
      expect(readContent(yaml, 'YAML')).toEqual(plain)
      expect(JSON.parse(contentAs(versionOf(yaml, 'YAML'), 'JSON'))).toEqual(plain)
      expect(contentAs(versionOf(yaml, 'YAML'), 'YAML')).toBe(yaml)
    }),
    { numRuns: 300 },
  )
})

test('any text is read or refused with a sentence', () => {
  const yamlish = fc
    .array(fc.constantFrom('a', ':', ' ', '\n', '-', '[', ']', '{', '}', '"', '&x', '*x', '|', '#', ',', '!t'))
    .map(pieces => pieces.join(''))
  fc.assert(
    fc.property(fc.oneof(fc.string(), yamlish), fc.constantFrom('JSON' as const, 'YAML' as const), (text, format) => {
      try {
        expect(readContent(text, format)).toBeTypeOf('object')
      } catch (error) {
        expect(error).toMatchObject({ key: 'document-content.invalid' })
      }
    }),
    { numRuns: 1_000 },
  )
})
