import { expect, test } from 'vitest'
import { judgeRead } from './conditions.ts'

const at = (milliseconds: number) => new Date(Date.UTC(2026, 0, 1) + milliseconds)
const object = { etag: 'abc', modifiedAt: at(500) }

// https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2, and what S3 says of two conditions at once.
test.each([
  [{}, 'met'],
  [{ ifMatch: '"abc"' }, 'met'],
  [{ ifMatch: 'abc' }, 'met'],
  [{ ifMatch: '*' }, 'met'],
  [{ ifMatch: '"x", "abc"' }, 'met'],
  [{ ifMatch: '"x"' }, 'failed'],
  [{ ifNoneMatch: '"abc"' }, 'unchanged'],
  [{ ifNoneMatch: '"x"' }, 'met'],
  [{ ifModifiedSince: at(0) }, 'unchanged'],
  [{ ifModifiedSince: at(-1_000) }, 'met'],
  [{ ifUnmodifiedSince: at(0) }, 'met'],
  [{ ifUnmodifiedSince: at(-1_000) }, 'failed'],
  [{ ifMatch: '"abc"', ifUnmodifiedSince: at(-1_000) }, 'met'],
  [{ ifNoneMatch: '"abc"', ifModifiedSince: at(-1_000) }, 'unchanged'],
  [{ ifNoneMatch: '"x"', ifModifiedSince: at(0) }, 'met'],
  [{ ifMatch: '"x"', ifNoneMatch: '"abc"' }, 'failed'],
  [{ ifMatch: '"abc"', ifNoneMatch: '"abc"' }, 'unchanged'],
] as const)('a read with %j is %s', (condition, verdict) => {
  expect(judgeRead(object, condition)).toBe(verdict)
})
