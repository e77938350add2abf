import { expect, test } from 'vitest'
import { loadModel, serviceNames } from '../model/load-model.ts'
import { compileJavaPattern } from './java-pattern.ts'

test.each(serviceNames())('every pattern of %s compiles', service => {
  for (const shape of Object.values(loadModel(service).shapes)) {
    if (shape.type === 'string' && shape.pattern !== undefined) {
      expect(compileJavaPattern(shape.pattern)).toBeInstanceOf(RegExp)
    }
  }
})

test('patterns match whole texts', () => {
  expect(compileJavaPattern('a|b').test('ab')).toBe(false)
  expect(compileJavaPattern('[a-z]+').test('abc\n')).toBe(false)
  expect(compileJavaPattern('^a$|^b$').test('b')).toBe(true)
})

test('what Java escapes and JavaScript must not keeps its meaning', () => {
  expect(compileJavaPattern('a\\-b').test('a-b')).toBe(true)
  expect(compileJavaPattern('[\\w+=,.@\\:-]+').test('a:b')).toBe(true)
  expect(compileJavaPattern('[a\\-c]').test('b')).toBe(false)
  expect(compileJavaPattern('\\[x\\]\\-').test('[x]-')).toBe(true)
  expect(compileJavaPattern('(?i)all|[0-9]{12}').test('ALL')).toBe(true)
})
