// A started session, from its first byte to its end: puts terminal, signals and data channel together, comes back
// after a broken connection, and leaves nothing running on the host when this client goes.
import type { SSMClient } from '@aws-sdk/client-ssm'
import type { DataChannelClient } from '@hostler/channel/client/data-channel-client'
import type { DataChannelEvents } from '@hostler/channel/client/data-channel-ports'
import { harmlessLines } from '../output/harmless-text.ts'
import { openDataChannel } from './data-channel.ts'
import { type InputSink, type LocalInput, readKeys, readPipe } from './local-input.ts'
import { openOutputFile, OutputClosedError, type OutputFile } from './output-file.ts'
import { createScreenModes } from './screen-modes.ts'
import { type Ending, explainEnding } from './session-ending.ts'
import { type EndingSignal, takeSignals } from './session-signals.ts'
import { connectionEvents, terminate } from './session-connection.ts'
import type { NewSession } from './start-session.ts'
import { enterRawMode, terminalSize, watchTerminalSize } from './terminal.ts'

/** A session as StartSession answered it, and how this client is to take part in it. */
export interface StartedSession extends NewSession {
  /** Where standard input comes from; none where the session takes no input. */
  readonly input: 'keys' | 'pipe' | 'none'
  /** Whether the session always tells how its command ended. */
  readonly tellsExitCode: boolean
}

/** What the process is to end with. A signal: it should die of it, after everything is in order. */
export type SessionOutcome = { readonly exitCode: number } | { readonly signal: NodeJS.Signals }

type End = (ending: Ending) => void

const awayNotice = '\r\n[The connection broke; trying again. Enter, ~ and . give up.]'
const backNotice = '[The connection is back.]'

/** Resolves when the session has ended and the terminal is as it was. */
export async function runSession(client: SSMClient, session: StartedSession): Promise<SessionOutcome> {
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>()
  const screen = createScreenModes()
  const stderr = openOutputFile(2)
  let exitCode: number | undefined
  const tell = (text: string) => void stderr.write(Buffer.from(`${text}\r\n`)).catch(() => undefined)
  const away = (isAway: boolean) => session.input === 'keys' && tell(isAway ? awayNotice : backNotice)
  const connection = connectionEvents(client, session, { end, away }, () => channel)
  const events: DataChannelEvents = {
    ...connection,
    output: outputTo({ stdout: openOutputFile(1), stderr }, bytes => screen.watch(bytes), end, ended),
    message: text => tell(harmlessLines(text)),
    exitCode: code => (exitCode = code & 0xff),
    drained: () => local.input?.readOn(),
    closed: output => end({ kind: 'closed', output }),
    unsupported: why => end({ kind: 'unsupported', why }),
  }
  const channel: DataChannelClient = openDataChannel({ events })
  const local = takeTerminal(session, channel, end)
  const signalled = (signal: EndingSignal) => end({ kind: 'signal', signal })
  const ignoreSignals = takeSignals({ end: signalled, key: byte => channel.send(Uint8Array.of(byte)) })
  channel.connect(session.streamUrl, session.token)
  channel.resize(terminalSize())

  const ending = await ended
  connection.leave()
  local.giveBack()
  if (ending.kind !== 'closed') await terminate(client, session.id, channel)
  channel.close()
  ignoreSignals()
  const explained = explainEnding(ending, exitCode, session.tellsExitCode)
  const said = say(stderr, session.input === 'keys' ? screen.undo() : '', explained.message)
  // Whoever sent a signal does not wait for a terminal that takes nothing.
  if (ending.kind === 'signal') return { signal: ending.signal }
  await said
  return { exitCode: explained.exitCode }
}

/** Standard input and the terminal's size go to the channel, until the function that it returns is called. */
function takeTerminal(
  session: StartedSession,
  channel: DataChannelClient,
  end: End,
): { readonly input: LocalInput | undefined; giveBack(): void } {
  const cook = session.input === 'keys' ? enterRawMode(process.stdin) : undefined
  const input = openInput(session, channel, end)
  const ignoreSize = watchTerminalSize(size => channel.resize(size))
  return {
    input,
    giveBack() {
      input?.stop()
      ignoreSize()
      cook?.()
    },
  }
}

/** Output that comes after the end, while the host is told, is forgotten: the terminal is the user's again. */
function outputTo(
  files: Readonly<Record<'stdout' | 'stderr', OutputFile>>,
  watch: (bytes: Uint8Array) => void,
  end: End,
  ended: Promise<unknown>,
): DataChannelEvents['output'] {
  let isOver = false
  void ended.then(() => (isOver = true))
  return async (bytes, stream) => {
    if (isOver) return
    watch(bytes)
    try {
      await files[stream].write(bytes)
    } catch (error) {
      end(error instanceof OutputClosedError ? { kind: 'output-closed' } : { kind: 'failed', error })
    }
  }
}

function openInput({ input }: StartedSession, channel: DataChannelClient, end: End): LocalInput | undefined {
  const sink: InputSink = {
    send: bytes => channel.send(bytes),
    isFull: () => channel.isFull(),
    leave: () => end({ kind: 'left' }),
    hangUp: () => end({ kind: 'signal', signal: 'SIGHUP' }),
  }
  if (input === 'none') return undefined
  return input === 'keys' ? readKeys(process.stdin, sink) : readPipe(process.stdin, sink)
}

function say(stderr: OutputFile, screenReset: string, message: string | undefined): Promise<void> {
  const words = screenReset + (message ? `${harmlessLines(message).trimEnd()}\n` : '')
  return stderr.write(Buffer.from(words)).catch(() => undefined)
}
