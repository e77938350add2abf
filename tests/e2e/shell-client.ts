// The client's end of a session, for tests: the one of `hostler shell`, whose output is kept.
import { StartSessionCommand, type StartSessionCommandInput } from '@aws-sdk/client-ssm'
import type { DataChannelClient } from '@hostler/channel/client/data-channel-client'
import { openDataChannel } from '@hostler/cli/session/data-channel'
import type { TestClients } from '@hostler/testkit/test-clients'

export class ShellClient {
  readonly sessionId: string
  readonly #channel: DataChannelClient
  #output = Buffer.alloc(0)
  #lastWords: string | undefined

  private constructor(sessionId: string) {
    this.sessionId = sessionId
    const ended = (words: string) => void (this.#lastWords ??= words)
    this.#channel = openDataChannel({
      events: {
        output: bytes => void (this.#output = Buffer.concat([this.#output, bytes])),
        message() {},
        exitCode() {},
        drained() {},
        connected() {},
        // A test whose plane ends sees no more than that.
        dropped() {},
        closed: ended,
        unsupported: ended,
      },
    })
  }

  /** Starts a session and opens its client's end. */
  static async start(clients: TestClients, input: StartSessionCommandInput): Promise<ShellClient> {
    const { SessionId, StreamUrl, TokenValue } = await clients.ssm.send(new StartSessionCommand(input))
    const client = new ShellClient(SessionId!)
    client.#channel.connect(StreamUrl!, TokenValue!)
    return client
  }

  /** All output so far. */
  get output(): string {
    return this.#output.toString()
  }

  /** What the session's end said; undefined while it goes on. */
  get lastWords(): string | undefined {
    return this.#lastWords
  }

  type(text: string): void {
    this.#channel.send(Buffer.from(text))
  }

  close(): void {
    this.#channel.close()
  }
}
