import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prompt, sessionEnvironment } from './environment.ts'

const id = 'i-0123456789abcdef0'

test.each([
  ['web-1', false, `[web-1 ${id}]$ `],
  ['', true, `[${id}]# `],
  ['Büro 日本', false, `[Büro 日本 ${id}]$ `],
  ['$(reboot)`id`\\$\n\u001b[31m!', false, `[rebootid31m ${id}]$ `],
])('a host named %j has a prompt that shells can expand', (name, isRoot, expected) => {
  expect(prompt(name, id, isRoot)).toBe(expected)
})

test('no name leaves anything in a prompt that a shell or a terminal acts on', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), name => {
      const shown = prompt(name, id, false)
      expect(shown.slice(0, -2)).not.toMatch(/[\p{C}$`\\!%"'(){}<>|;&*?~#]/u)
      expect(shown.endsWith(`${id}]$ `)).toBe(true)
    }),
  )
})

describe.each(['/bin/dash', '/bin/bash'].filter(shell => existsSync(shell)))('%s', shell => {
  test('shows the prompt as it is', () => {
    const PS1 = prompt('a $(echo x) b', id, false)
    const argv = shell.endsWith('bash') ? ['--norc', '--posix', '-i'] : ['-i']
    const shown = execFileSync('/bin/sh', ['-c', `${shell} ${argv.join(' ')} 2>&1 </dev/null || :`], { env: { PS1 } })
    expect(shown.toString()).toContain(PS1)
  })
})

test('a session has its user’s variables and nothing that is the agent’s alone', () => {
  const account = { name: 'ops', uid: 1001, gid: 1001, home: '/home/ops', shell: '/bin/zsh' }
  const agentEnv = { PATH: '/bin', HOME: '/root', HOSTLER_ROOT: '/x', AWS_SECRET_ACCESS_KEY: 's', LC_TIME: 'de' }
  expect(sessionEnvironment(account, agentEnv)).toEqual({
    PATH: '/bin',
    LC_TIME: 'de',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    HOME: '/home/ops',
    SHELL: '/bin/zsh',
    USER: 'ops',
    LOGNAME: 'ops',
  })
})

test('a session has the agent’s proxy, unless a password is in it', () => {
  const account = { name: 'ops', uid: 1001, gid: 1001, home: '/home/ops', shell: '/bin/zsh' }
  const agentEnv = {
    http_proxy: 'http://proxy:3128',
    https_proxy: 'http://agent:secret@proxy:3128',
    HTTPS_PROXY: 'a:b@p',
  }
  const env = sessionEnvironment(account, { ...agentEnv, no_proxy: '169.254.169.254' })
  expect(env).toMatchObject({ http_proxy: 'http://proxy:3128', no_proxy: '169.254.169.254' })
  expect(env).not.toHaveProperty('https_proxy')
  expect(env).not.toHaveProperty('HTTPS_PROXY')
})
