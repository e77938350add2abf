// What sessions on virtual hosts are: a shell that echoes what is typed and answers lines, and no process.
import { payloadTypes } from '@hostler/channel/frame/frame'
import { writeExitCode } from '@hostler/channel/payloads/exit-code'
import { SessionFailure } from '@hostler/agent/session/session-failure'
import type { StartWork } from '@hostler/agent/session/start-work'
import type { SessionWork, WorkOutput } from '@hostler/agent/session/work'

/** What a host prints for a line; undefined ends the session. */
export type AnswerLine = (line: string) => string | undefined

const prompt = '$ '
const [carriageReturn, lineFeed, interrupt, endOfTransmission] = [0x0d, 0x0a, 0x03, 0x04]
/** Longer ones are cut. */
const lineBytesMax = 4096

/** Answers with the line itself, as `cat` does; `exit` ends. */
export const echoLines: AnswerLine = line => (line === 'exit' ? undefined : line)

/** Commands are answered once; shells until they end. Ports lead nowhere. */
export function virtualWork(answer: AnswerLine = echoLines): StartWork {
  return async (plan, _order, client, output) => {
    if (plan.sessionType === 'Port') throw new SessionFailure('A virtual host has no ports.')
    const shell = new VirtualShell(output, answer, client.abilities.ExitCode === true || plan.isOutputSeparate)
    if (plan.commands === undefined) shell.begin()
    else shell.runOnce(plan.commands)
    return shell
  }
}

class VirtualShell implements SessionWork {
  readonly #output: WorkOutput
  readonly #answer: AnswerLine
  readonly #tellsExitCode: boolean
  readonly #over = Promise.withResolvers<void>()
  #line = ''

  constructor(output: WorkOutput, answer: AnswerLine, tellsExitCode: boolean) {
    this.#output = output
    this.#answer = answer
    this.#tellsExitCode = tellsExitCode
  }

  get finished(): Promise<void> {
    return this.#over.promise
  }

  begin(): void {
    void this.#say(prompt)
  }

  runOnce(command: string): void {
    void this.#say(`${this.#answer(command) ?? ''}\r\n`).then(() => this.#exit())
  }

  async input(bytes: Uint8Array): Promise<void> {
    for (const byte of bytes) await this.#type(byte)
  }

  resize(): void {}

  flag(): void {}

  async end(): Promise<void> {
    this.#over.resolve()
  }

  async #type(byte: number): Promise<void> {
    if (byte === endOfTransmission && this.#line === '') return this.#exit()
    if (byte === interrupt) {
      this.#line = ''
      return this.#say(`^C\r\n${prompt}`)
    }
    if (byte !== carriageReturn && byte !== lineFeed) {
      if (this.#line.length < lineBytesMax) this.#line += String.fromCharCode(byte)
      return this.#say(Uint8Array.of(byte))
    }
    const answer = this.#answer(Buffer.from(this.#line, 'latin1').toString())
    this.#line = ''
    if (answer === undefined) return this.#exit()
    await this.#say(`\r\n${answer}\r\n${prompt}`)
  }

  async #exit(): Promise<void> {
    if (this.#tellsExitCode) await this.#output.say(payloadTypes.exitCode, writeExitCode(0))
    this.#over.resolve()
  }

  /** What nobody hears any more is nothing. */
  #say(text: string | Uint8Array): Promise<void> {
    return this.#output.say(payloadTypes.output, typeof text === 'string' ? Buffer.from(text) : text).catch(() => {})
  }
}
