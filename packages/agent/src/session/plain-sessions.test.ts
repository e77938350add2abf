import { payloadTypes } from '@hostler/channel/frame/frame'
import { describe, expect, test } from 'vitest'
import { openWorld } from '../../test/agent-world.ts'
import { sessionsOn } from '../../test/scripted-session.ts'

const plain = (command: string, more: Record<string, unknown> = {}) => ({
  document: {
    schemaVersion: '1.0',
    sessionType: 'NonInteractiveCommands',
    parameters: { command: { type: 'String' }, separate: { type: 'String', default: 'True' } },
    properties: { linux: { commands: '{{ command }}', separateOutputStream: '{{ separate }}', ...more } },
  },
  content: { Parameters: { command } },
  abilities: {},
})

describe('non-interactive commands', () => {
  test('keep their outputs apart and give an exit code to every client', async () => {
    const session = (await sessionsOn(await openWorld()))(plain(`sh -c 'echo out; echo err >&2; exit 3'`)).start()
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Success', Output: '' })
    expect(session.output.toString()).toBe('out\n')
    expect(session.stderr.toString()).toBe('err\n')
    expect(session.exitCode).toBe(3)
    expect(session.frames.at(-1)?.payloadType).toBe(payloadTypes.exitCode)
    expect(session.states).toEqual(['Connected', 'Terminating'])
  })

  test('bring both outputs in one, in order and without an exit code, unless asked to keep them apart', async () => {
    const start = await sessionsOn(await openWorld())
    const { document, content } = plain(`sh -c 'echo 1; echo 2 >&2; echo 3; exit 3'`)
    const session = start({ document, content: { Parameters: { ...content.Parameters, separate: 'False' } } }).start()
    await session.outcome()
    expect(session.output.toString()).toBe('1\n2\n3\n')
    expect(session.stderr).toHaveLength(0)
  })

  test('are executed without a shell', async () => {
    const session = (await sessionsOn(await openWorld()))(plain(`printf '%s|' $HOME "a  b" c\\ d 'e;f'`)).start()
    await session.outcome()
    expect(session.output.toString()).toBe('$HOME|a  b|c d|e;f|')
  })

  test('have the prefixes at the beginning of messages that begin a line', async () => {
    const prefixes = { stdOutSeparatorPrefix: 'out:', stdErrSeparatorPrefix: 'err:' }
    const session = (await sessionsOn(await openWorld()))(plain(`sh -c 'echo one; echo oh >&2'`, prefixes)).start()
    await session.outcome()
    expect(session.output.toString()).toBe('out:one\n')
    expect(session.stderr.toString()).toBe('err:oh\n')
  })

  test.each([
    ['\x03', 'INT', 130],
    ['\x1c', 'QUIT', 131],
  ])('get %j as a signal, which ends what it should', async (key, signal, code) => {
    const session = (await sessionsOn(await openWorld()))(
      plain(`sh -c 'trap "echo ${signal}; exit ${code}" ${signal}; echo ready; while :; do sleep 0.05; done'`),
    ).start()
    await session.shows('ready')
    session.type(`ignored${key}`)
    await session.outcome()
    expect(session.output.toString()).toBe(`ready\n${signal}\n`)
    expect(session.exitCode).toBe(code)
  })

  test('that a signal ends have its number and 128 for an exit code', async () => {
    const session = (await sessionsOn(await openWorld()))(plain(`sh -c 'kill -9 $$'`)).start()
    await session.outcome()
    expect(session.exitCode).toBe(137)
  })

  test.each([
    ['no-such-program-anywhere', 'Error occurred starting the command: spawn no-such-program-anywhere ENOENT\n'],
    [`echo 'open`, 'Failed to parse commands input: EOF found when expecting a closing quote'],
  ])('%s fails in clear words', async (command, words) => {
    const session = (await sessionsOn(await openWorld()))(plain(command)).start()
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Failed', Output: words })
    expect(session.states).toEqual(['Connected'])
  })
})
