import { expect, test } from 'vitest'
import { shellWord, sshConfigText, usableNames } from './ssh-config-text.ts'

test('ids go through the proxy command, and names are ids', () => {
  const names = [{ name: 'web-1', nodeId: 'i-0123' }]
  expect(sshConfigText({ proxyCommand: 'hostler ssh-proxy %h %p', names, user: 'ec2-user' })).toBe(
    [
      '# Written by `hostler ssh-config`, and written anew by it: changes belong elsewhere.',
      'Host web-1',
      '  HostName i-0123',
      'Match host i-*,mi-*',
      '  ProxyCommand hostler ssh-proxy %h %p',
      '  CheckHostIP no',
      '  User ec2-user',
      '',
    ].join('\n'),
  )
})

test('a name of two nodes is nobody’s, and names that ssh would read otherwise are left out', () => {
  const nodes = [
    { id: 'i-1', names: ['web', 'same', 'same'] },
    { id: 'i-2', names: ['web', '*', 'a b', '-oProxyCommand=x', 'i-9', 'Host\nUser root', '!no'] },
  ]
  expect(usableNames(nodes)).toEqual([{ name: 'same', nodeId: 'i-1' }])
})

test('words of a proxy command are the shell’s and not ssh’s', () => {
  expect(["it's", 'a b', '100%', 'plain/word'].map(shellWord)).toEqual([`'it'"'"'s'`, `'a b'`, `'100%%'`, 'plain/word'])
})
