// `hostler shell` between pipes, as programs call it, against a scripted host.
import { payloadTypes } from '@hostler/channel/frame/frame'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type PipedHostler, runPiped } from './run-hostler.ts'
import { nodeId, ScriptedHost } from './scripted-host.ts'

let host: ScriptedHost
let running: PipedHostler | undefined
beforeEach(async () => {
  host = await ScriptedHost.start()
})
afterEach(async () => {
  running?.child.kill('SIGKILL')
  await host.close()
})

function hostler(...args: string[]): PipedHostler {
  running = runPiped(host, args)
  return running
}

const operations = () => host.api.calls.map(call => call.operation)

describe('a command', () => {
  test('keeps its two outputs apart and gives its exit status', async () => {
    const { stdout, stderr, ended } = hostler('shell', nodeId, '--command', 'make | tee log')
    await host.ready()
    host.send('built ')
    host.send('warned\n', payloadTypes.stderr)
    host.send('twice\n')
    host.exit(3)
    expect(await ended).toEqual({ exitCode: 3, signal: null })
    expect([stdout.text, stderr.text]).toEqual(['built twice\n', 'warned\n'])
    expect(host.api.calls.find(call => call.operation === 'StartSession')?.input).toEqual({
      Target: nodeId,
      DocumentName: 'AWS-StartNonInteractiveCommand',
      Parameters: { command: [`sh -c 'make | tee log'`], separateOutputStream: ['True'] },
    })
    expect(operations()).not.toContain('TerminateSession')
  })

  test.each([0, 1, 127, 255])('that ends with %i ends this with it', async code => {
    const { ended } = hostler('shell', nodeId, '--command', 'x')
    await host.ready()
    host.exit(code)
    expect((await ended).exitCode).toBe(code)
  })

  test('whose end nobody told has not succeeded', async () => {
    const { stderr, ended } = hostler('shell', nodeId, '--command', 'x')
    await host.ready()
    host.end()
    expect((await ended).exitCode).toBe(255)
    expect(stderr.text).toBe('The session ended and did not tell how its command did.\n')
  })

  test('gives every byte of much output through, whatever the bytes are', async () => {
    const { child, ended } = hostler('shell', nodeId, '--command', 'cat')
    const received: Buffer[] = []
    child.stdout.setEncoding('latin1').on('data', (text: string) => received.push(Buffer.from(text, 'latin1')))
    const all = Buffer.from(Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 31 + (i >> 8)) & 0xff))
    await host.ready()
    for (let at = 0; at < all.length; at += 1000) host.send(all.subarray(at, at + 1000))
    await host.until(() => host.unacknowledged === 0)
    host.exit(0)
    await ended
    expect(Buffer.concat(received).equals(all)).toBe(true)
  })

  test('gets Ctrl-C as a key; pressing it again ends the session', async () => {
    const { child, ended } = hostler('shell', nodeId, '--command', 'sleep 1000')
    await host.ready()
    await host.until(() => host.sizes.length > 0)
    child.kill('SIGINT')
    await host.until(() => host.input === '\u0003')
    child.kill('SIGINT')
    expect((await ended).signal).toBe('SIGINT')
    expect(operations()).toContain('TerminateSession')
  })

  test('whose output nobody reads any more ends, as a program does in a pipe', async () => {
    const { child, ended } = hostler('shell', nodeId, '--command', 'yes')
    await host.ready()
    host.send('y\n')
    await host.until(() => host.unacknowledged === 0)
    child.stdout.destroy()
    host.send('y\n')
    expect((await ended).exitCode).toBe(141)
    expect(operations()).toContain('TerminateSession')
  })
})

describe('a shell that reads a pipe', () => {
  test('gets all of it and then Ctrl-D', async () => {
    const { child, stdout, ended } = hostler('shell', nodeId)
    const script = Array.from({ length: 10_000 }, (_, i) => `echo line ${i} ラ\n`).join('')
    child.stdin.end(script)
    await host.ready()
    await host.until(() => host.input.length > script.length)
    expect(host.input).toBe(`${script}\u0004`)
    host.send('done')
    host.exit(0)
    expect((await ended).exitCode).toBe(0)
    expect(stdout.text).toBe('done')
  })

  test('gets Ctrl-D twice within a line', async () => {
    const { child } = hostler('shell', nodeId)
    child.stdin.end('exit')
    await host.until(() => host.input.startsWith('exit\u0004\u0004'))
  })
})

describe('failures', () => {
  test('a host that is away is told before a session starts', async () => {
    host.api.answers['GetConnectionStatus'] = ({ Target }) => ({ Target, Status: 'notconnected' })
    const { stderr, ended } = hostler('shell', nodeId)
    expect((await ended).exitCode).toBe(4)
    expect(stderr.text).toContain(`${nodeId} is not connected`)
    expect(operations()).not.toContain('StartSession')
  })

  test('a refusal ends with 3', async () => {
    delete host.api.answers['StartSession']
    expect((await hostler('shell', nodeId).ended).exitCode).toBe(3)
  })

  test('a data channel where nobody is ends with 4, and ends the session', async () => {
    const answer = host.api.answers['StartSession']!
    host.api.answers['StartSession'] = input => ({ ...answer(input), StreamUrl: 'ws://127.0.0.1:1/stream' })
    const { stderr, ended } = hostler('shell', nodeId)
    expect((await ended).exitCode).toBe(4)
    expect(stderr.text).toContain('cannot be reached (ECONNREFUSED)')
    expect(operations()).toContain('TerminateSession')
  })

  test('options that make no sense end with 2, before any call', async () => {
    for (const args of [['Env=prod'], [nodeId, '--parameters', 'x'], []]) {
      expect([args, (await hostler('shell', ...args).ended).exitCode]).toEqual([args, 2])
    }
    expect(operations()).not.toContain('StartSession')
  })
})
