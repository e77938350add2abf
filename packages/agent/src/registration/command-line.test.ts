import { expect, test } from 'vitest'
import { type Command, parseCommandLine } from './command-line.ts'

const register = { kind: 'register', code: 'c', id: 'i', region: 'r', force: false, ignoreHardware: false } as const

test.each<[string, Command]>([
  ['', { kind: 'run' }],
  ['-version', { kind: 'version' }],
  ['-register -code c -id i -region r', register],
  ['--register --code=c -id=i -region r -y', { ...register, force: true }],
  ['-register -code -c- -id i -region r', { ...register, code: '-c-' }],
  ['-register -code c -id i -region r -disableSimilarityCheck', { ...register, ignoreHardware: true }],
  ['-register -clear', { kind: 'clear' }],
  ['-register -clear -y', { kind: 'clear' }],
  ['-fingerprint', { kind: 'similarity', threshold: 40 }],
  ['-fingerprint -similarityThreshold -1', { kind: 'similarity', threshold: -1 }],
  ['-fingerprint -similarityThreshold 100', { kind: 'similarity', threshold: 100 }],
])('%j is understood', (line, command) => {
  expect(parseCommandLine(line.split(' ').filter(Boolean))).toEqual(command)
})

test.each([
  ['-register', 'needs -code, -id and -region'],
  ['-register -code c -region r', 'needs -code, -id and -region'],
  ['-register -code', 'argument missing'],
  ['-fingerprint -similarityThreshold 0', 'takes 1 to 100'],
  ['-fingerprint -similarityThreshold many', 'takes 1 to 100'],
  ['-y', 'nothing to do'],
  ['-unknown', 'unknown'],
  ['start', 'start'],
])('%j is answered with the usage', (line, reason) => {
  const command = parseCommandLine(line.split(' '))
  expect(command).toMatchObject({ kind: 'usage', reason: expect.stringContaining(reason) })
})
