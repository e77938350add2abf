// A script on a node with whom this end exchanges words and bytes.
import type { SSMClient } from '@aws-sdk/client-ssm'
import { CommandError } from '../output/failure.ts'
import { harmlessLines } from '../output/harmless-text.ts'
import { openSession, type OpenedSession } from '../session/open-session.ts'
import { HostWords } from './host-words.ts'

/** Of one message: agents write it to the terminal as it comes. */
const payloadBytes = 8 * 1024

export interface RemoteShellOptions {
  readonly document?: string
  readonly reason?: string
  /** Takes what the script says besides words; the next comes when the promise resolves. */
  readonly data?: (bytes: Uint8Array) => Promise<void>
  /** Hears each word before what comes behind it is data. */
  readonly heard?: (word: string) => void
  readonly away?: (isAway: boolean) => void
  /** Ends the session early. */
  readonly signal: AbortSignal
}

export class RemoteShell {
  readonly #session: OpenedSession
  readonly #words: WordQueue

  private constructor(session: OpenedSession, words: WordQueue) {
    this.#session = session
    this.#words = words
  }

  /** Starts the script in a session of its own. */
  static async start(
    client: SSMClient,
    target: string,
    script: string,
    { document = 'AWS-StartInteractiveCommand', reason, data, heard, away, signal }: RemoteShellOptions,
  ): Promise<RemoteShell> {
    const words = new WordQueue()
    let taken: Promise<void> = Promise.resolve()
    const host = new HostWords(
      word => {
        // In its place among the data.
        taken = taken.then(() => {
          heard?.(word)
          words.add(word)
        })
      },
      bytes => {
        taken = taken.then(() => data?.(bytes))
      },
    )
    const request = {
      Target: target,
      DocumentName: document,
      Parameters: { command: [script] },
      ...(reason !== undefined && { Reason: reason }),
    }
    const session = await openSession(
      client,
      request,
      { payloadBytes },
      {
        output(bytes) {
          host.take(bytes)
          return taken
        },
        drained: () => words.drained(),
        away,
      },
    )
    if (signal.aborted) void session.end()
    signal.addEventListener('abort', () => void session.end(), { once: true })
    void session.ended.then(why => words.end(why || host.noise.trim()))
    return new RemoteShell(session, words)
  }

  get sessionId(): string {
    return this.#session.id
  }

  /** The next word, which begins with `expected`: what follows that. Rejects with the host's error or the end. */
  async word(expected: string): Promise<string> {
    const word = await this.#words.next()
    refuseError(word)
    if (word !== expected && !word.startsWith(`${expected} `)) {
      throw new CommandError(`The node said ${JSON.stringify(word.slice(0, 200))} where ${expected} was expected.`)
    }
    return word.slice(expected.length + 1)
  }

  /** Resolves when more bytes may be sent. Rejects when the host said something else or ended. */
  async send(bytes: Uint8Array): Promise<void> {
    this.#session.channel.send(bytes)
    while (this.#session.channel.isFull()) await this.#words.room()
    this.#words.mustBeSilent()
  }

  end(): Promise<void> {
    return this.#session.end()
  }
}

/** Words that nobody has asked for yet, and the end of them. */
class WordQueue {
  readonly #words: string[] = []
  #why: string | undefined
  #changed = Promise.withResolvers<void>()

  add(word: string): void {
    this.#words.push(word)
    this.#wake()
  }

  drained(): void {
    this.#wake()
  }

  end(why: string): void {
    this.#why = why
    this.#wake()
  }

  async next(): Promise<string> {
    while (this.#words.length === 0) {
      if (this.#why !== undefined) throw ended(this.#why)
      await this.#changed.promise
    }
    return this.#words.shift()!
  }

  /** Resolves when there may be room, a word, or the end. */
  async room(): Promise<void> {
    this.mustBeSilent()
    await this.#changed.promise
  }

  /** While bytes are sent the host speaks only of what went wrong. */
  mustBeSilent(): void {
    const [word = ''] = this.#words
    refuseError(word)
    if (this.#why !== undefined) throw ended(this.#why)
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers<void>()
  }
}

/** Throws what the script says that went wrong. */
function refuseError(word: string): void {
  if (word.startsWith('ERROR ')) throw new CommandError(`On the node: ${harmlessLines(word.slice(6))}`)
}

function ended(why: string): CommandError {
  return new CommandError(`The session ended before the copy did${why && `: ${harmlessLines(why)}`}`)
}
