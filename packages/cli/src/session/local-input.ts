// Standard input, on its way to the session: keys of a terminal one by one, or what a pipe or a file holds and its end.
import type { ReadStream } from 'node:tty'
import { createEscapeKeys } from './escape-keys.ts'

/** Where input goes. */
export interface InputSink {
  send(bytes: Uint8Array): void
  /** Whether no more should be sent before `readOn`. */
  isFull(): boolean
  /** The user typed the way out. */
  leave(): void
  /** The terminal has gone. */
  hangUp(): void
}

export interface LocalInput {
  /** Goes on after {@link InputSink.isFull}. */
  readOn(): void
  stop(): void
}

type Input = NodeJS.ReadStream | ReadStream

/** Reads a terminal that is raw: every byte goes as it is, apart from the way out. */
export function readKeys(stdin: Input, sink: InputSink): LocalInput {
  const keys = createEscapeKeys()
  return readFrom(stdin, sink, {
    data(bytes) {
      const sent = keys.take(bytes)
      if (sent === 'leave') return sink.leave()
      if (sent.length > 0) sink.send(sent)
    },
    end: sink.hangUp,
  })
}

const endOfTransmission = 0x04
const firstRepeatMs = 1000
const longestRepeatMs = 60_000

/**
 * Reads a pipe or a file. Its end is typed to the host's terminal as Ctrl-D; within a line it takes two. A shell that
 * was not at its prompt just then swallows it, so it is typed again, ever more rarely, until the session ends.
 */
export function readPipe(stdin: Input, sink: InputSink): LocalInput {
  let last: number | undefined
  let timer: NodeJS.Timeout | undefined
  const typeEnd = (afterMs: number) => {
    timer = setTimeout(() => {
      sink.send(Uint8Array.of(endOfTransmission))
      typeEnd(Math.min(afterMs * 2, longestRepeatMs))
    }, afterMs)
  }
  const input = readFrom(stdin, sink, {
    data(bytes) {
      last = bytes.at(-1)
      sink.send(bytes)
    },
    end() {
      const isLineStart = last === undefined || last === 0x0a
      sink.send(new Uint8Array(isLineStart ? 1 : 2).fill(endOfTransmission))
      typeEnd(firstRepeatMs)
    },
  })
  return {
    readOn: input.readOn,
    stop() {
      clearTimeout(timer)
      input.stop()
    },
  }
}

function readFrom(
  stdin: Input,
  sink: InputSink,
  { data, end }: { data(bytes: Uint8Array): void; end(): void },
): LocalInput {
  const take = (bytes: Uint8Array) => {
    data(bytes)
    if (sink.isFull()) stdin.pause()
  }
  // A terminal that is gone reads as an error on some systems.
  stdin.on('data', take).on('end', end).on('error', end)
  return {
    readOn: () => void stdin.resume(),
    stop() {
      stdin.off('data', take).off('end', end).off('error', end)
      stdin.on('error', () => undefined).pause()
      // A read that waits must not keep the process.
      stdin.unref?.()
    },
  }
}
