import { expect, test } from 'vitest'
import { type Ending, explainEnding } from './session-ending.ts'

const closed = (output = ''): Ending => ({ kind: 'closed', output })
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

test.each<
  [what: string, ending: Ending, exitCode: number | undefined, isExpected: boolean, status: number, says: unknown]
>([
  ['a shell that ended', closed(), undefined, false, 0, undefined],
  ['a command that told how it ended', closed(), 7, true, 7, undefined],
  ['a command that told, and a last word', closed('bye'), 7, true, 7, 'bye'],
  ['a command that did not tell', closed(), undefined, true, 255, expect.stringContaining('did not tell')],
  ['a session that somebody ended', closed('idle'), undefined, false, 255, 'idle'],
  ['a lost one', { kind: 'lost', why: 'gone' }, undefined, false, 255, 'The session is lost: gone'],
  ['one lost after its command told', { kind: 'lost', why: 'gone' }, 0, true, 0, undefined],
  ['one that was left', { kind: 'left' }, undefined, false, 255, 'Left the session and ended it.'],
  ['one that this client cannot do', { kind: 'unsupported', why: 'no KMS' }, undefined, false, 1, 'no KMS'],
  ['one whose channel nobody serves', { kind: 'failed', error: refused }, undefined, true, 4, expect.anything()],
  ['one whose output nobody reads', { kind: 'output-closed' }, undefined, true, 141, undefined],
])('%s', (_, ending, exitCode, isExpected, status, says) => {
  const { exitCode: actual, message } = explainEnding(ending, exitCode, isExpected)
  expect([actual, message]).toEqual([status, says])
})
