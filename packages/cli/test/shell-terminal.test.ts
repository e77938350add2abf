// `hostler shell` in a terminal, against a scripted host.
import { payloadTypes } from '@hostler/channel/frame/frame'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isTerminalRestored, runInTerminal, statusOf, type TerminalHostler } from './run-hostler.ts'
import { nodeId, ScriptedHost, sessionId } from './scripted-host.ts'

let host: ScriptedHost
let hostler: TerminalHostler
beforeEach(async () => {
  host = await ScriptedHost.start()
})
afterEach(async () => {
  hostler.pty.kill('SIGKILL')
  await host.close()
})

async function openShell(...args: string[]): Promise<TerminalHostler> {
  hostler = runInTerminal(host, 'shell', nodeId, ...args)
  await host.ready()
  host.send('[web] $ ')
  await hostler.screen.shows('[web] $ ')
  return hostler
}

describe('a shell', () => {
  test('shows what the host writes and sends every key as it is, those that make signals included', async () => {
    const { pty, screen, ended } = await openShell('--reason', 'a test')
    expect(host.api.calls.find(call => call.operation === 'StartSession')?.input).toEqual({
      Target: nodeId,
      Reason: 'a test',
    })
    expect(screen.text).toContain(`Session ${sessionId} on ${nodeId}`)
    const keys = 'echo 日本語 🚀\r\u0003\u001a\u001c\u0004\u0011\u0013\n\u007f\u001b[A'
    pty.write(keys)
    await host.until(() => host.input.length >= keys.length)
    expect(host.input).toBe(keys)

    const text = Buffer.from('日本語 🚀')
    for (const byte of text) host.send(Uint8Array.of(byte))
    await screen.shows('日本語 🚀')
    host.send('two\nlines\r\n')
    await screen.shows('two\nlines\r\n')
    host.end()
    await ended
    expect([statusOf(hostler), isTerminalRestored(hostler)]).toEqual([0, true])
    expect(host.api.calls.map(call => call.operation)).not.toContain('TerminateSession')
  })

  test('tells the host its size when it begins, and at once when that changes', async () => {
    const { pty } = await openShell()
    expect(host.sizes.at(-1)).toEqual({ cols: 80, rows: 24 })
    pty.resize(132, 43)
    await host.until(() => host.sizes.length > 1)
    expect(host.sizes.at(-1)).toEqual({ cols: 132, rows: 43 })
  })

  test('ends as the host’s shell did', async () => {
    const { ended } = await openShell()
    expect(host.handshakeResponse).toMatchObject({ Hostler: { ExitCode: true } })
    host.exit(42)
    await ended
    expect([statusOf(hostler), isTerminalRestored(hostler)]).toEqual([42, true])
  })

  test('says why somebody else ended it', async () => {
    const { screen, ended } = await openShell()
    host.send('\u001b[?1049h\u001b[?25lan editor')
    await screen.shows('an editor')
    host.end('The session was idle for 20 minutes.')
    await ended
    expect(screen.text).toContain('\u001b[?1049l\u001b[?25h\u001b[0mThe session was idle for 20 minutes.')
    expect([statusOf(hostler), isTerminalRestored(hostler)]).toEqual([255, true])
  })

  test('is left by Enter ~ . and ends on the host too', async () => {
    const { pty, screen, ended } = await openShell()
    pty.write('\r')
    await host.until(() => host.input === '\r')
    pty.write('~')
    // The ~ is held back. When the size that changed after it is here, it has been read, alone.
    pty.resize(100, 30)
    await host.until(() => host.sizes.length > 1)
    pty.write('.')
    await ended
    expect(screen.text).toContain('Left the session')
    expect(host.api.calls.map(call => call.operation)).toContain('TerminateSession')
    expect(host.flags).toEqual([flags.terminateSession])
    expect(host.input).toBe('\r')
  })

  test('begins with the first output where the host shakes no hands', async () => {
    await host.close()
    host = await ScriptedHost.start({})
    const { pty, ended } = await openShell()
    pty.write('ls\r')
    await host.until(() => host.input === 'ls\r')
    expect(host.sizes).toEqual([{ cols: 80, rows: 24 }])
    host.end()
    await ended
    expect([statusOf(hostler), isTerminalRestored(hostler)]).toEqual([0, true])
  })
})

describe('a flood of output', () => {
  const kibibyte = `${'y\r\n'.repeat(341)}y`

  test('is stopped by Ctrl-C while it lasts', async () => {
    const { pty, screen, ended } = await openShell()
    // Nothing but the key ends the flood.
    const flood = (async () => {
      while (host.input !== '\u0003') {
        for (let i = 0; i < 64; i++) host.send(kibibyte)
        await host.until(() => host.unacknowledged < 256)
      }
    })()
    await screen.shows('y\r\ny')
    pty.write('\u0003')
    await flood
    host.send('stopped')
    await screen.shows('stopped')
    host.exit(130)
    await ended
    expect([statusOf(hostler), isTerminalRestored(hostler)]).toEqual([130, true])
  })

  test('that the terminal does not take is not acknowledged, and holds up no key', async () => {
    const { pty, screen, ended } = await openShell()
    pty.pause()
    const messages = 2048
    for (let i = 0; i < messages; i++) host.send(kibibyte)
    host.send('the end')
    pty.write('\u0003')
    await host.until(() => host.input === '\u0003')
    expect(host.unacknowledged).toBeGreaterThan(messages / 2)
    pty.resume()
    await screen.shows('the end')
    await host.until(() => host.unacknowledged === 0)
    expect(screen.text.match(/y/g)!.length).toBeGreaterThanOrEqual(messages * 342)
    host.exit(0)
    await ended
    expect(isTerminalRestored(hostler)).toBe(true)
  })
})

describe('the terminal is as before', () => {
  const terminated = () => host.api.calls.some(call => call.operation === 'TerminateSession')

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('after %s, and nothing runs on', async (signal, status) => {
    const { ended, pid } = await openShell()
    process.kill(pid(), signal)
    await ended
    expect([statusOf(hostler), isTerminalRestored(hostler), terminated()]).toEqual([status, true, true])
  })

  test('after a fault in the program', async () => {
    const { ended, pid, screen } = await openShell()
    process.kill(pid(), 'SIGUSR2')
    await ended
    expect(screen.text).toContain('Error: fault')
    expect([statusOf(hostler) > 0, isTerminalRestored(hostler)]).toEqual([true, true])
  })

  test('after a stop, too: it goes on raw', async () => {
    const { pty, pid } = await openShell()
    process.kill(pid(), 'SIGSTOP')
    process.kill(pid(), 'SIGCONT')
    await host.until(() => host.sizes.length > 1)
    pty.write('\u0003')
    await host.until(() => host.input === '\u0003')
  })

  test('or gone: closing the window ends the session on the host', async () => {
    const { pty } = await openShell()
    pty.kill('SIGHUP')
    await host.api.called('TerminateSession')
  })
})

describe('a connection that breaks', () => {
  test('is made again: nothing is lost and nothing comes twice', async () => {
    const { pty, screen, ended } = await openShell()
    const lines = Array.from({ length: 300 }, (_, i) => `line ${i};`)
    for (const [i, line] of lines.entries()) {
      host.send(line)
      pty.write(`${i},`)
      if (i === 100 || i === 200) {
        // What the client sends from here on is lost on the way.
        host.forget()
        await screen.shows(`line ${i - 1};`)
        host.drop()
      }
    }
    const typed = lines.map((_, i) => `${i},`).join('')
    await host.until(() => host.input.length >= typed.length)
    await screen.shows('line 299;')
    expect(host.input).toBe(typed)
    expect(screen.text.match(/line \d+;/g)).toEqual(lines)
    expect(host.tokens.length).toBeGreaterThanOrEqual(2)
    expect(new Set(host.tokens).size).toBe(host.tokens.length)
    host.exit(7)
    await ended
    expect([statusOf(hostler), isTerminalRestored(hostler)]).toEqual([7, true])
  })

  test('to a session that has ended meanwhile says so', async () => {
    const { screen, ended } = await openShell()
    host.api.answers['ResumeSession'] = () => ({ SessionId: sessionId })
    host.drop()
    await ended
    expect(screen.text).toContain('The session is lost: it ended while the connection was away')
    expect([statusOf(hostler), isTerminalRestored(hostler)]).toEqual([255, true])
  })

  test('is not made again for somebody who may not', async () => {
    const { screen, ended } = await openShell()
    delete host.api.answers['ResumeSession']
    host.drop()
    await ended
    expect(screen.text).toContain('The session is lost: AccessDeniedException')
    expect(statusOf(hostler)).toBe(255)
  })
})

test('a session of a kind that this client does not do is refused on both ends', async () => {
  await host.close()
  const challenge = { KMSKeyId: 'arn:aws:kms:us-east-1:1:key/k', Challenge: 'AAAA' }
  host = await ScriptedHost.start({ actions: [{ ActionType: 'KMSEncryption', ActionParameters: challenge }] })
  hostler = runInTerminal(host, 'shell', nodeId)
  await hostler.ended
  expect(hostler.screen.text).toContain('KMS')
  expect([statusOf(hostler), isTerminalRestored(hostler)]).toEqual([1, true])
  expect(host.api.calls.map(call => call.operation)).toContain('TerminateSession')
  expect(host.taken.some(frame => frame.payloadType === payloadTypes.output)).toBe(false)
})
