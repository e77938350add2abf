import { expect, test } from 'vitest'
import { findAccount, readPasswdLine } from './accounts.ts'

test('root is found by its name, and by nothing else', async () => {
  expect(await findAccount('root')).toMatchObject({ name: 'root', uid: 0, gid: 0 })
  for (const name of ['0', '', '-v', 'root root', 'no-such-user-here', 'root:x', '../root', 'root\n']) {
    expect(await findAccount(name)).toBeUndefined()
  }
})

test.each([
  [
    'ops:x:1001:1002:Ops,,,:/home/ops:/bin/zsh\n',
    { name: 'ops', uid: 1001, gid: 1002, home: '/home/ops', shell: '/bin/zsh' },
  ],
  ['ops:x:1001:1002:::', { name: 'ops', uid: 1001, gid: 1002, home: '/', shell: '/bin/sh' }],
  ['ops:x:-1:1002:::', undefined],
  ['other:x:1:1:::', undefined],
  ['', undefined],
])('the line %j gives %j', (line, account) => {
  expect(readPasswdLine(line, 'ops')).toEqual(account)
})
