import { execFileSync } from 'node:child_process'
import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { sessionRequest } from './session-request.ts'

const target = { id: 'i-0123456789abcdef0', platform: 'Linux' }

test('nothing but a target asks for the shell of the account’s preferences', () => {
  expect(sessionRequest(target, {}, true)).toEqual({ Target: target.id })
  expect(sessionRequest(target, { reason: 'why not' }, false)).toEqual({ Target: target.id, Reason: 'why not' })
})

test('a command gets a terminal where the user has one', () => {
  expect(sessionRequest(target, { command: 'top -d 1' }, true)).toEqual({
    Target: target.id,
    DocumentName: 'AWS-StartInteractiveCommand',
    Parameters: { command: ['top -d 1'] },
  })
})

test('without a terminal its two outputs come apart, and a shell runs it all the same', () => {
  expect(sessionRequest(target, { command: 'echo $HOME | wc' }, false)).toEqual({
    Target: target.id,
    DocumentName: 'AWS-StartNonInteractiveCommand',
    Parameters: { command: [`sh -c 'echo $HOME | wc'`], separateOutputStream: ['True'] },
  })
  const { Parameters } = sessionRequest({ ...target, platform: 'Windows' }, { command: 'dir' }, false)
  expect(Parameters?.['command']).toEqual(['dir'])
})

test('a command that is quoted is one word of a shell', () => {
  assert(
    property(string({ unit: 'grapheme' }), text => {
      // No argument of a program holds a NUL.
      const command = text.replaceAll('\0', '')
      const [line] = sessionRequest(target, { command }, false).Parameters!['command']!
      const printed = execFileSync('sh', ['-c', line!.replace('sh -c ', 'printf %s ')])
      expect(printed.toString()).toBe(command)
    }),
    { numRuns: 25 },
  )
})

test('a document of one’s own takes its parameters, and the command as one of them', () => {
  const options = { document: 'Mine', command: 'ls', parameters: ['path=/a=b', 'path=/c', 'empty='] }
  expect(sessionRequest(target, options, false)).toEqual({
    Target: target.id,
    DocumentName: 'Mine',
    Parameters: { path: ['/a=b', '/c'], empty: [''], command: ['ls'] },
  })
})

test.each(['path', '=x', ''])('a parameter is name=value, not %j', text => {
  expect(() => sessionRequest(target, { parameters: [text] }, false)).toThrow(`--parameters takes name=value`)
})
