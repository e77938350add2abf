// What AWS has in the services that are served here and this plane has not. The list may only shrink: an operation that
// is taken away, or a table that grew, shows here.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { servedOperations } from '@hostler/plane/services/index'
import { loadModel } from '@hostler/wire/model/load-model'
import { expect, test } from 'vitest'

const file = join(import.meta.dirname, 'not-implemented.txt')
const update = process.env['UPDATE_NOT_IMPLEMENTED'] === '1'

const actual = [...servedOperations].flatMap(([service, served]) =>
  Object.keys(loadModel(service).operations)
    .filter(name => !served.includes(name))
    .sort()
    .map(name => `${service}:${name}`),
)

test('the list of operations that are not implemented is true and does not grow', () => {
  if (update) writeFileSync(file, `${actual.join('\n')}\n`)
  const listed = readFileSync(file, 'utf8').trimEnd().split('\n')
  const grown = actual.filter(name => !listed.includes(name))
  const shrunk = listed.filter(name => !actual.includes(name))
  expect(grown, 'these were implemented, or are new in a model table: implement them').toEqual([])
  expect(shrunk, 'these are implemented now: run this test with UPDATE_NOT_IMPLEMENTED=1').toEqual([])
})

test('every operation that is served is one that AWS has', () => {
  for (const [service, served] of servedOperations) {
    expect(Object.keys(loadModel(service).operations)).toEqual(expect.arrayContaining([...served]))
  }
})
