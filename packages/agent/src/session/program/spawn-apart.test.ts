import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../runtime/clock.ts'
import { startPlain } from './plain-program.ts'
import type { Program } from './program.ts'
import { startOnTerminal, whyNoTerminals } from './pty-program.ts'

const grace = { clock: systemClock, graceSeconds: 1 }
const env = { PATH: process.env['PATH'] ?? '' }
const launch = (script: string) => ({ argv: ['/bin/sh', '-c', script], env, cwd: '/' })
const descriptors = 'for each in /proc/$$/fd/*; do readlink "$each"; done'

async function outputOf(program: Program): Promise<string> {
  const chunks: Buffer[] = []
  for (const { from } of program.outputs) {
    const closed = new Promise(resolve => from.once('close', resolve))
    from.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined)
    await closed
  }
  return Buffer.concat(chunks).toString()
}

describe.skipIf(whyNoTerminals() !== undefined || process.platform !== 'linux')(
  'beside a session on a terminal',
  () => {
    test.each([
      ['on a terminal', () => startOnTerminal(launch(descriptors), grace)],
      [
        'without one',
        () => startPlain(launch(descriptors), { isSeparate: false, stdoutPrefix: '', stderrPrefix: '' }, grace),
      ],
    ])('a program %s holds nothing of that session', async (_, start) => {
      const sessions = await Promise.all([1, 2, 3].map(() => startOnTerminal(launch('read line'), grace)))
      onTestFinished(async () => void (await Promise.all(sessions.map(session => session.end()))))
      const output = await outputOf(await start())
      expect(output).toContain('/dev/')
      expect(output).not.toContain('ptmx')
    })

    test('a program has its own terminal, which its jobs are of', async () => {
      const session = await startOnTerminal(launch('read line'), grace)
      onTestFinished(() => session.end())
      const output = await outputOf(
        await startOnTerminal(launch('tty; echo of the terminal > /dev/tty; stty -a'), grace),
      )
      expect(output).toMatch(/^\/dev\/pts\/\d+\r\nof the terminal\r\n/)
      expect(output).toMatch(/[^-]iutf8/)
    })
  },
)
