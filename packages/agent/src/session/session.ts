// One session, from the service's message to its end: channel, handshake, work, and the streams between them.
import { AgentHandshake } from '@hostler/channel/handshake/agent-handshake'
import { type Frame, payloadTypes } from '@hostler/channel/frame/frame'
import { readFlag } from '@hostler/channel/payloads/flag'
import type { ResponseFromClient } from '@hostler/channel/payloads/read-handshake'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { readTerminalSize } from '@hostler/channel/payloads/terminal-size'
import { DataChannel, DataChannelLost, type DataChannelOptions } from '../channel/data-channel.ts'
import { AGENT_VERSION } from '../version.ts'
import type { SessionOutcome } from './completions.ts'
import type { GetParameters } from './document/parameter-store.ts'
import { planSession, type SessionPlan } from './document/session-plan.ts'
import type { SessionOrder } from './document/start-message.ts'
import type { OpenSessionLog } from './log/open-session-log.ts'
import { noPlaces, type SessionLog } from './log/session-log.ts'
import { SessionFailure } from './session-failure.ts'
import type { StartWork } from './start-work.ts'
import { SessionStream } from './stream/session-stream.ts'
import type { SessionWork } from './work.ts'

export type SessionParts = Omit<DataChannelOptions, 'sessionId' | 'onOpen' | 'onMessage'> & {
  startWork: StartWork
  getParameters: GetParameters
  openLog: OpenSessionLog
  /** Aborted when the agent stops. */
  stopping: AbortSignal
}

/** The session was ended from elsewhere: by the service, or because the agent stops. */
class Ended extends Error {}

export class Session {
  readonly #order: SessionOrder
  readonly #parts: SessionParts
  readonly #stream: SessionStream
  readonly #channel: DataChannel
  /** Aborted with `Ended`, or with why the channel is lost. */
  readonly #ending = new AbortController()
  #handshake: AgentHandshake | undefined
  #wasOpen = false
  readonly #opened = Promise.withResolvers<void>()
  readonly #answered = Promise.withResolvers<ResponseFromClient>()
  /** Resolved when the work has begun: the client may be faster, and what it sent must wait. */
  readonly #started = Promise.withResolvers<SessionWork>()
  #work: SessionWork | undefined
  #log: SessionLog | undefined

  constructor(order: SessionOrder, parts: SessionParts) {
    this.#order = order
    this.#parts = parts
    const { sessionId } = order
    this.#stream = new SessionStream({
      ...parts,
      sessionId,
      transmit: message => this.#channel.send(message),
      receive: frame => this.#receive(frame),
      onWritten: (type, payload) => this.#heard(type, payload),
      onFailed: error => this.#ending.abort(error),
      onClosed: () => this.end(),
    })
    this.#channel = new DataChannel({
      ...parts,
      sessionId,
      onOpen: () => {
        if (this.#wasOpen) this.#stream.reconnected()
        else this.#stream.sendState('Connected')
        this.#wasOpen = true
        this.#opened.resolve()
      },
      onMessage: bytes => {
        if (!this.#stream.handle(bytes)) parts.log.warn(`Ignored ${bytes.length} bytes in session ${sessionId}`)
      },
    })
    // Whoever waits for the client hears of it by racing; nobody may be waiting.
    this.#answered.promise.catch(() => {})
  }

  /** Ends the session and its processes; {@link run} then resolves. */
  end(): void {
    this.#ending.abort(new Ended())
  }

  /** Resolves to how the session ended, when nothing of it is left and its log is where it belongs; never rejects. */
  async run(): Promise<SessionOutcome> {
    const { sessionId } = this.#order
    const outcome = await this.#run()
    if (!this.#work) await this.#log?.discard()
    const log = this.#work && (await this.#log?.close(this.#parts.stopping))
    return { sessionId, ...outcome, log: log ?? noPlaces }
  }

  async #run(): Promise<Pick<SessionOutcome, 'status' | 'output'>> {
    const { sessionId } = this.#order
    try {
      const { getParameters } = this.#parts
      const plan = await planSession(this.#order, getParameters, this.#ending.signal)
      await this.#converse(plan)
      return { status: 'Success', output: '' }
    } catch (error) {
      if (error instanceof Ended) return { status: 'Success', output: '' }
      const isForUser = error instanceof SessionFailure
      this.#parts.log.warn(`Session ${sessionId} failed: ${isForUser ? error.message : (error as Error).stack}`)
      return { status: 'Failed', output: isForUser ? error.message : 'The session failed on the node.' }
    } finally {
      this.#ending.abort(new Ended())
      await this.#work?.end()
      this.#stream.close()
    }
  }

  async #converse(plan: SessionPlan): Promise<void> {
    const open = new AbortController()
    const channel = this.#channel.run(open.signal).catch((error: unknown) => {
      const reason = error instanceof DataChannelLost ? this.#lost(error) : error
      this.#ending.abort(reason)
    })
    try {
      await this.#act(plan)
    } catch (error) {
      // For a session that the service has ended too: it may want to know what is left of it.
      if (error instanceof Ended) this.#stream.sendState('Terminating')
      throw error
    } finally {
      await this.#channel.close()
      open.abort()
      await channel
    }
  }

  async #act(plan: SessionPlan): Promise<void> {
    const { signal } = this.#ending
    await this.#unlessEnded(this.#opened.promise)
    const client = await this.#shakeHands(plan)
    if (plan.sessionType === 'Port') this.#stream.carryBulk()
    else this.#log = await this.#parts.openLog(plan.logs, this.#order, signal)
    const say = (type: number, payload: Uint8Array) => this.#say(type, payload)
    const work = await this.#parts.startWork(plan, this.#order, client, { stream: this.#stream, say })
    this.#work = work
    if (this.#log && work.runAsUser !== undefined) this.#log.runAsUser = work.runAsUser
    // Whoever waits for it may have stopped waiting.
    work.finished.catch(() => {})
    this.#started.resolve(work)
    signal.throwIfAborted()
    await this.#unlessEnded(work.finished)
    await this.#stream.drain(signal)
    this.#stream.sendState('Terminating')
  }

  async #shakeHands(plan: SessionPlan): Promise<ResponseFromClient> {
    const properties = plan.sessionType === 'Port' ? plan.properties : null
    const { sessionType } = plan
    const abilities = plan.sessionType === 'Port' ? { HalfClose: true } : undefined
    const handshake = new AgentHandshake({ agentVersion: AGENT_VERSION, sessionType, properties, abilities })
    this.#handshake = handshake
    const { payloadType, payload } = handshake.begin(this.#nowMs())
    this.#stream.write(payloadType, payload)
    const answered = new AbortController()
    const leftMs = (handshake.deadlineMs ?? 0) - this.#nowMs()
    const late = this.#parts.clock
      .sleep(leftMs, 'session handshake', answered.signal)
      .then(() => this.#step(handshake.expire(this.#nowMs())))
    try {
      return await this.#unlessEnded(Promise.race([this.#answered.promise, late.then(() => this.#answered.promise)]))
    } finally {
      answered.abort()
      late.catch(() => {})
    }
  }

  #step(step: ReturnType<AgentHandshake['receive']>): void {
    if (step.kind === 'failed') this.#answered.reject(new SessionFailure(step.reason))
    if (step.kind !== 'complete') return
    // Behind the acknowledgement of the answer: the stock plugin is deaf to what comes right behind this.
    setImmediate(() => {
      if (!this.#ending.signal.aborted) this.#stream.write(step.send.payloadType, step.send.payload)
      this.#answered.resolve(step.client)
    })
  }

  async #receive({ payloadType, payload }: Frame): Promise<void> {
    if (this.#handshake && !this.#handshake.isOver) {
      return this.#step(this.#handshake.receive(payloadType, payload, this.#nowMs()))
    }
    switch (payloadType) {
      case payloadTypes.output:
        return (await this.#started.promise).input(payload)
      case payloadTypes.size: {
        const size = readTerminalSize(payload)
        if (size) (await this.#started.promise).resize(size)
        return
      }
      case payloadTypes.flag: {
        const flag = readFlag(payload)
        if (flag === flags.terminateSession) return this.end()
        if (flag !== undefined) (await this.#started.promise).flag(flag)
      }
    }
  }

  async #say(payloadType: number, payload: Uint8Array): Promise<void> {
    while (!this.#stream.hasRoom) {
      await this.#unlessEnded(new Promise<void>(resolve => this.#stream.onRoom(resolve)))
    }
    this.#stream.write(payloadType, payload)
  }

  #heard(payloadType: number, payload: Uint8Array): void {
    if (payloadType === payloadTypes.output || payloadType === payloadTypes.stderr) this.#log?.heard(payload)
  }

  #lost(error: DataChannelLost): SessionFailure {
    const { sessionId } = this.#order
    return new SessionFailure(
      this.#wasOpen
        ? `The data channel of session ${sessionId} was lost: ${error.message}`
        : `Setting up data channel with id ${sessionId} failed: ${error.message}`,
    )
  }

  /** What the promise gives, or a rejection with why the session ends before that. */
  async #unlessEnded<Value>(promise: Promise<Value>): Promise<Value> {
    const { signal } = this.#ending
    const ended = Promise.withResolvers<never>()
    const onAbort = () => ended.reject(signal.reason)
    signal.throwIfAborted()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await Promise.race([promise, ended.promise])
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  #nowMs(): number {
    return this.#parts.clock.now().getTime()
  }
}
