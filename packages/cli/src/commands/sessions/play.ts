import { setTimeout as delay } from 'node:timers/promises'
import { createTextJoiner } from '@hostler/record/export-record'
import { createHarmlessOutput } from '@hostler/record/harmless-output'
import { createPlayTimes } from '@hostler/record/play-times'
import type { Clients } from '../../aws/clients.ts'
import { exitCodes } from '../../exit-codes.ts'
import { CommandError } from '../../output/failure.ts'
import { openOutputFile } from '../../session/output-file.ts'
import { createScreenModes } from '../../session/screen-modes.ts'
import { enterRawMode } from '../../session/terminal.ts'
import { readChunks } from './record-chunks.ts'
import { whileRead } from './while-read.ts'

/** Flags of `hostler sessions play`, as text. */
export interface PlayOptions {
  readonly speed: string
  readonly idleLimit?: string
}

/**
 * `hostler sessions play`: writes what was recorded at the pace at which it came. What a terminal would answer, or do
 * beyond drawing, is left out, and what it types meanwhile is taken away: the output is a host's, and hosts may be
 * hostile.
 */
export async function playRecord(clients: Clients, sessionId: string, options: PlayOptions): Promise<void> {
  const speed = numberOf('--speed', options.speed)
  const idleLimitSeconds = options.idleLimit === undefined ? Infinity : numberOf('--idle-limit', options.idleLimit)
  const waitFor = createPlayTimes({ speed, idleLimitSeconds })
  const chunks = readChunks(await clients.hostler(), sessionId)
  const stdout = openOutputFile(1)
  const [joiner, harmless, screen] = [createTextJoiner(), createHarmlessOutput(), createScreenModes()]
  const show = async (text: string) => {
    const bytes = Buffer.from(text)
    screen.watch(bytes)
    await stdout.write(bytes)
  }
  const stop = new AbortController()
  const giveBack = takeKeys(stop)
  const play = async () => {
    for await (const { events } of chunks) {
      for (const { atMs, code, data } of events) {
        await delay(waitFor(atMs), undefined, { signal: stop.signal }).catch(() => undefined)
        if (stop.signal.aborted) return
        if (code === 'o') await show(harmless.add(joiner.add(data)))
      }
    }
    await show(harmless.add(joiner.end()) + harmless.end())
  }
  try {
    await whileRead(play)
  } finally {
    await stdout.write(Buffer.from(screen.undo())).catch(() => undefined)
    giveBack()
  }
}

/** Keys go nowhere while a record plays; q and Ctrl-C stop it. */
function takeKeys(stop: AbortController): () => void {
  if (!process.stdin.isTTY) return () => undefined
  const restore = enterRawMode(process.stdin)
  const read = (keys: Buffer) => {
    if (keys.includes('q') || keys.includes(ctrlC)) stop.abort()
  }
  process.stdin.on('data', read)
  return () => {
    process.stdin.off('data', read).pause()
    restore()
  }
}

const ctrlC = 3

function numberOf(flag: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0) return value
  throw new CommandError(`${flag} takes a number above 0, not '${text}'`, exitCodes.usage)
}
