// A started session, from its first byte to its end: puts terminal, signals and data channel together, comes back
// after a broken connection, and leaves nothing running on the host when this client goes.
import { type SSMClient, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { type InputSink, type LocalInput, readKeys, readPipe } from './local-input.ts'
import { openOutputFile, OutputClosedError } from './output-file.ts'
import { createScreenModes } from './screen-modes.ts'
import type { SessionChannel, SessionChannelEvents } from './session-channel.ts'
import { type Ending, explainEnding } from './session-ending.ts'
import { takeSignals } from './session-signals.ts'
import { createReconnection } from './stay-connected.ts'
import { enterRawMode, terminalSize, watchTerminalSize } from './terminal.ts'

/** A session as StartSession answered it, and how this client is to take part in it. */
export interface StartedSession {
  readonly id: string
  readonly streamUrl: string
  readonly token: string
  /** Where standard input comes from; none where the session takes no input. */
  readonly input: 'keys' | 'pipe' | 'none'
  /** Whether the session always tells how its command ended. */
  readonly tellsExitCode: boolean
}

/** What the process is to end with. A signal: it should die of it, after everything is in order. */
export type SessionOutcome = { readonly exitCode: number } | { readonly signal: NodeJS.Signals }

type End = (ending: Ending) => void
type OpenChannel = (events: SessionChannelEvents) => SessionChannel

const lastWordTimeoutMs = 3000

/** Resolves when the session has ended and the terminal is as it was. */
export async function runSession(
  client: SSMClient,
  session: StartedSession,
  openChannel: OpenChannel,
): Promise<SessionOutcome> {
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>()
  const screen = createScreenModes()
  const stderr = openOutputFile(2)
  let exitCode: number | undefined
  let input: LocalInput | undefined
  const channel: SessionChannel = openChannel({
    ...connectionEvents(client, session, end, () => channel),
    output: outputTo({ stdout: openOutputFile(1), stderr }, bytes => screen.watch(bytes), end),
    message: text => void stderr.write(Buffer.from(`${text}\r\n`)).catch(() => undefined),
    exitCode: code => (exitCode = code),
    drained: () => input?.readOn(),
    closed: output => end({ kind: 'closed', output }),
    unsupported: why => end({ kind: 'unsupported', why }),
  })

  const giveBack = session.input === 'keys' ? enterRawMode(process.stdin) : undefined
  const signalled = (signal: 'SIGHUP' | 'SIGTERM' | 'SIGINT') => end({ kind: 'signal', signal })
  const ignoreSignals = takeSignals({ end: signalled, key: byte => channel.send(Uint8Array.of(byte)) })
  const ignoreSize = watchTerminalSize(size => channel.resize(size))
  channel.connect(session.streamUrl, session.token)
  channel.resize(terminalSize())
  input = openInput(session, channel, end)

  const ending = await ended
  input?.stop()
  ignoreSize()
  giveBack?.()
  if (ending.kind !== 'closed') await terminate(client, session.id, channel)
  channel.close()
  ignoreSignals()
  const { message, exitCode: status } = explainEnding(ending, exitCode, session.tellsExitCode)
  const words = (giveBack ? screen.undo() : '') + (message ? `${message.trimEnd()}\n` : '')
  const said = stderr.write(Buffer.from(words)).catch(() => undefined)
  if (ending.kind !== 'signal') await said
  return ending.kind === 'signal' ? { signal: ending.signal } : { exitCode: status }
}

/** A connection that breaks is made again; the first has to succeed, or there is no session to speak of. */
function connectionEvents(
  client: SSMClient,
  { id, streamUrl }: StartedSession,
  end: End,
  channel: () => SessionChannel,
): Pick<SessionChannelEvents, 'connected' | 'dropped'> {
  const reconnection = createReconnection(client, id)
  let hasBeenConnected = false
  return {
    connected() {
      hasBeenConnected = true
      reconnection.connected()
    },
    dropped(error) {
      if (!hasBeenConnected && error) return end({ kind: 'unreachable', error })
      void reconnection.comeBack(error).then(next => {
        if ('token' in next) channel().connect(streamUrl, next.token)
        else end({ kind: 'lost', why: next.lost })
      })
    },
  }
}

function outputTo(
  files: Readonly<Record<'stdout' | 'stderr', ReturnType<typeof openOutputFile>>>,
  watch: (bytes: Uint8Array) => void,
  end: End,
): SessionChannelEvents['output'] {
  return async (bytes, stream) => {
    watch(bytes)
    try {
      await files[stream].write(bytes)
    } catch (error) {
      if (!(error instanceof OutputClosedError)) throw error
      end({ kind: 'output-closed' })
    }
  }
}

function openInput({ input }: StartedSession, channel: SessionChannel, end: End): LocalInput | undefined {
  const sink: InputSink = {
    send: bytes => channel.send(bytes),
    isFull: () => channel.isFull(),
    leave: () => end({ kind: 'left' }),
    hangUp: () => end({ kind: 'signal', signal: 'SIGHUP' }),
  }
  if (input === 'none') return undefined
  return input === 'keys' ? readKeys(process.stdin, sink) : readPipe(process.stdin, sink)
}

/** Ends the session on the host too. The user has left: nobody waits for long, and nobody asks whether it worked. */
async function terminate(client: SSMClient, SessionId: string, channel: SessionChannel): Promise<void> {
  channel.terminate()
  try {
    const abortSignal = AbortSignal.timeout(lastWordTimeoutMs)
    await client.send(new TerminateSessionCommand({ SessionId }), { abortSignal })
  } catch {
    // What this could not end, the idle limit ends.
  }
}
