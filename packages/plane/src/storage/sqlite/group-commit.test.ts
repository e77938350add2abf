import { expect, test } from 'vitest'
import { GroupCommit } from './group-commit.ts'

test('writes of requests that arrive together share one commit, though one follows the other in the event loop', async () => {
  const statements: string[] = []
  const commits = new GroupCommit({ exec: sql => void statements.push(sql) })
  const first = commits.add(() => Promise.resolve('first'), [])
  // By the time the second request is read, the first one's promises have all had their turn.
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  const second = commits.add(() => Promise.resolve('second'), [])
  expect(await Promise.all([first, second])).toEqual(['first', 'second'])
  expect(statements.filter(sql => sql === 'COMMIT')).toHaveLength(1)
})
