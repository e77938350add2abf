import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { SessionPlan } from '../document/session-plan.ts'
import { findAccount, groupsOf, ownAccount } from './accounts.ts'
import { chooseUser } from './session-user.ts'

const lines: string[] = []
const write = (line: string) => void lines.push(line)
const log = { debug: write, info: write, warn: write, error: write }
const isRoot = process.getuid?.() === 0

const plan: SessionPlan = {
  sessionType: 'Standard_Stream',
  commands: undefined,
  isElevated: false,
  runAs: undefined,
  shellProfile: '',
  isOutputSeparate: false,
  stdoutPrefix: '',
  stderrPrefix: '',
  logs: { s3: undefined, cloudWatch: undefined },
}

test('without root the session runs as the agent’s own user, and the log says so', async () => {
  const user = await chooseUser(plan, { isRoot: false, isOwn: true, log })
  expect(user).toEqual({ account: ownAccount(), become: [] })
  expect(lines.at(-1)).toContain('the agent is not root')
})

test('on a machine that hosts share, too', async () => {
  expect((await chooseUser(plan, { isRoot: true, isOwn: false, log })).become).toEqual([])
  expect(lines.at(-1)).toContain('the host shares its machine')
})

test('elevated commands run as the agent’s own user', async () => {
  const user = await chooseUser({ ...plan, isElevated: true, runAs: 'x' }, { isRoot: true, isOwn: true, log })
  expect(user.become).toEqual([])
})

test.each([
  ['', true, true, 'Unable to start command: please set the RunAs default user\n'],
  ['nobody', false, true, 'Unable to start command: the agent must run as root to use RunAs\n'],
  [
    'nobody',
    true,
    false,
    'Unable to start command: a host that shares its machine with others has no users for RunAs\n',
  ],
  [
    'no-such-user',
    true,
    true,
    'Unable to start command: failed to start pty since RunAs user no-such-user does not exist\n',
  ],
  ['0', true, true, 'Unable to start command: failed to start pty since RunAs user 0 does not exist\n'],
])('to run as %j is refused where it cannot be (root %s, own host %s)', async (runAs, root, isOwn, words) => {
  await expect(chooseUser({ ...plan, runAs }, { isRoot: root, isOwn, log })).rejects.toThrow(words)
})

if (!isRoot) console.log('Tests of running as somebody else are skipped: they need root')
describe.skipIf(!isRoot)('root', () => {
  test('becomes the user with the groups of that user and no others', async () => {
    const account = await findAccount('nobody')
    const { become } = await chooseUser({ ...plan, runAs: 'nobody' }, { isRoot: true, isOwn: true, log })
    const [program = '', ...args] = become
    const ids = execFileSync(program, [...args, 'sh', '-c', 'id -u; id -g; id -G'])
      .toString()
      .trim()
      .split('\n')
    expect(ids).toEqual([String(account?.uid), String(account?.gid), (await groupsOf('nobody')).join(' ')])
  })

  test('stays root where root is to run', async () => {
    expect((await chooseUser({ ...plan, runAs: 'root' }, { isRoot: true, isOwn: true, log })).become).toEqual([])
  })
})
