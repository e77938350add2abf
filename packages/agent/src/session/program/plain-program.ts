// A program without a terminal: it reads nothing, and of what is typed only Ctrl-C and Ctrl-\ reach it, as signals.
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { payloadTypes } from '@hostler/channel/frame/frame'
import { SessionFailure } from '../session-failure.ts'
import { endProcessSession, type Grace, send } from './process-session.ts'
import type { Launch, Program } from './program.ts'
import { spawnApart, started } from './spawn-apart.ts'

export type PlainOutput = { isSeparate: boolean; stdoutPrefix: string; stderrPrefix: string }

const SIGNALS = new Map<number, NodeJS.Signals>([
  [0x03, 'SIGINT'],
  [0x1c, 'SIGQUIT'],
])
/** Puts both outputs into one pipe, so that they stay in the order in which they were written. */
const IN_ONE_PIPE = ['/bin/sh', '-c', 'exec "$@" 2>&1', 'sh']

/** Rejects with `SessionFailure` when the program cannot be started. */
export async function startPlain(launch: Launch, output: PlainOutput, grace: Grace): Promise<Program> {
  const argv = output.isSeparate ? launch.argv : [...IN_ONE_PIPE, ...launch.argv]
  const child = spawnApart(argv, { ...launch, stdio: ['ignore', 'pipe', 'pipe'] })
  const { pid, exited } = await started(child).catch((error: Error) => {
    throw new SessionFailure(`Error occurred starting the command: ${error.message}\n`)
  })
  let hasExited = false
  void exited.then(() => (hasExited = true))
  return {
    outputs: outputsOf(child, output),
    exited,
    async write(bytes) {
      for (const byte of bytes) {
        const signal = SIGNALS.get(byte)
        if (signal && !hasExited) send(-pid, signal)
      }
    },
    resize() {},
    async end() {
      if (!hasExited) await endProcessSession(pid, exited, grace)
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
  }
}

function outputsOf({ stdout, stderr }: ChildProcess, output: PlainOutput): Program['outputs'] {
  const from = (readable: Readable | null, payloadType: number, prefix: string) => ({
    payloadType,
    from: readable!,
    prefix,
  })
  if (!output.isSeparate) {
    // The shell alone could write there, and it is gone.
    stderr?.resume()
    return [from(stdout, payloadTypes.output, '')]
  }
  return [
    from(stdout, payloadTypes.output, output.stdoutPrefix),
    from(stderr, payloadTypes.stderr, output.stderrPrefix),
  ]
}
