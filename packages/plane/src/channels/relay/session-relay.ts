// One open session: passes messages between the agent's and the client's socket, in order and whole, tells the record
// what passes, and holds back whoever is too fast. It decides nothing about the session's life; it says what it sees.
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { type Frame, messageTypes } from '@hostler/channel/frame/frame'
import { readAcknowledgement } from '@hostler/channel/payloads/acknowledgement'
import { readJson } from '@hostler/channel/payloads/json-payload'
import type { Leg } from '../../delivery/leg.ts'
import type { Clock } from '../../domain/basics/clock.ts'
import type { Session } from '../../domain/session/session.ts'
import type { SessionRecording } from '../recording/session-recorder.ts'
import { withReleasedVersion } from './client-version.ts'
import { FlowControl } from './flow-control.ts'
import { flowLimits } from './flow.ts'
import { Lane } from './lane.ts'
import { isHandshakeComplete, PortTap } from './port-tap.ts'
import { QuietTime } from './quiet-time.ts'
import { acknowledgeFrame, channelClosedFrame, sha256 } from './session-frames.ts'
import type { SessionTap } from './session-tap.ts'
import { TerminalTap } from './terminal-tap.ts'

export type Side = 'agent' | 'client'

/** What a relay sees happen. */
export interface RelayEvents {
  /** Both ends are there, or the client has gone. */
  clientChanged(isThere: boolean): void
  /** The agent says that the session's program has ended. */
  agentTerminating(): void
  /** One end sent bytes that are no message. */
  malformed(side: Side, reason: string): void
  /** Everything has been told to the client, or it never will be. */
  finished(): void
}

export interface RelayParts {
  readonly session: Session
  readonly recording: SessionRecording | undefined
  readonly clock: Clock
  readonly events: RelayEvents
}

/** Longer ones come from no program, and many of them wait for an agent that reads nothing. */
const acknowledgementBytesMax = 1024
/** How long a client may take to read the end. */
const lastWordsMs = 10_000

export class SessionRelay {
  readonly session: Session
  readonly #parts: RelayParts
  readonly #output = new Lane()
  readonly #input = new Lane()
  #agent: Leg | undefined
  #client: Leg | undefined
  readonly #flow: FlowControl
  readonly #tap: SessionTap
  readonly #quiet: QuietTime
  #ending: { readonly output: string; readonly sinceMs: number } | undefined
  #agentSeen = false
  #clientSeen = false
  #agentLostAtMs: number | undefined
  #lastActivityMs: number

  constructor(parts: RelayParts) {
    this.#parts = parts
    this.session = parts.session
    this.#tap = parts.session.sessionType === 'Port' ? new PortTap(parts.recording) : new TerminalTap(parts.recording)
    this.#lastActivityMs = this.#nowMs()
    this.#quiet = new QuietTime(parts.clock, held => {
      for (const message of held) this.#client?.send(message)
      this.#pumpOutput()
    })
    this.#flow = new FlowControl({
      ...parts,
      output: this.#output,
      input: this.#input,
      agent: () => this.#agent,
      client: () => this.#client,
    })
    parts.recording?.onDrain(() => this.#flow.update())
  }

  /** When input or output last passed, epoch milliseconds. */
  get lastActivityMs(): number {
    return this.#lastActivityMs
  }

  /** Whether the agent has ever come. */
  get agentSeen(): boolean {
    return this.#agentSeen
  }

  get clientSeen(): boolean {
    return this.#clientSeen
  }

  /** Since when the agent's socket is gone; undefined while it is there or has never been. */
  get agentLostAtMs(): number | undefined {
    return this.#agentLostAtMs
  }

  /** Whether this is one connection from which not a word has come. */
  get isSilentConnection(): boolean {
    return this.#tap instanceof PortTap && this.#tap.isSilentConnection
  }

  /** The agent's socket; one that was there before is given up. */
  attachAgent(leg: Leg): void {
    const before = this.#agent
    this.#agent = leg
    this.#agentSeen = true
    this.#agentLostAtMs = undefined
    before?.cut()
    this.#input.rewind()
    leg.listen({
      message: bytes => this.#agent === leg && this.#fromAgent(bytes),
      drained: () => this.#agent === leg && this.#pumpInput(),
      closed: () => {
        if (this.#agent !== leg) return
        this.#agent = undefined
        this.#agentLostAtMs = this.#nowMs()
      },
    })
    this.#flow.agentCame()
    this.#pumpInput()
    if (this.#client) this.#parts.events.clientChanged(true)
  }

  /** The client's socket; it takes the place of one that was there before. */
  attachClient(leg: Leg): void {
    const before = this.#client
    this.#client = leg
    this.#clientSeen = true
    before?.close('another client has come')
    this.#quiet.forget()
    this.#output.rewind()
    this.#lastActivityMs = this.#nowMs()
    leg.listen({
      message: bytes => this.#client === leg && this.#fromClient(bytes),
      drained: () => this.#client === leg && this.#pumpOutput(),
      closed: () => {
        if (this.#client !== leg) return
        this.#client = undefined
        if (this.#ending) this.#parts.events.finished()
        else this.#parts.events.clientChanged(false)
        this.#flow.update()
      },
    })
    this.#flow.clientCame()
    this.#pumpOutput()
    if (this.#agent && !this.#ending) this.#parts.events.clientChanged(true)
  }

  /**
   * The session is over: the client gets what is still on its way, then the last words. A client that has not come
   * yet hears them when it comes.
   */
  finish(output: string): void {
    if (this.#ending) return
    this.#ending = { output, sinceMs: this.#nowMs() }
    this.#tap.finish()
    this.#sayLastWords()
  }

  /** Ends both sockets. */
  dispose(reason: string): void {
    this.#ending ??= { output: reason, sinceMs: this.#nowMs() }
    const [agent, client] = [this.#agent, this.#client]
    this.#agent = this.#client = undefined
    agent?.close(reason)
    client?.close(reason)
  }

  /** Once a second: what waits for time. */
  tick(agentSilenceMs: number): void {
    const nowMs = this.#nowMs()
    if (this.#ending && this.#client && nowMs - this.#ending.sinceMs > lastWordsMs) this.#client.cut()
    if (this.#agent && !this.#flow.isAgentHeld) {
      const silentMs = nowMs - this.#agent.lastHeardMs
      if (silentMs > agentSilenceMs) this.#agent.cut()
      else if (silentMs > agentSilenceMs / 3) this.#agent.ping()
    }
    this.#flow.tick()
  }

  #fromAgent(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes, sha256)
    if ('malformed' in frame) return this.#parts.events.malformed('agent', frame.malformed)
    switch (frame.type) {
      case messageTypes.output:
        this.#takeOutput(frame, bytes)
        return this.#flow.update()
      case messageTypes.acknowledge: {
        const sequence = readAcknowledgement(frame.payload, messageTypes.input)
        if (sequence === undefined) return
        this.#input.acknowledge(sequence)
        // Again too: a client whose first one was lost asks until it gets it.
        if (this.#input.isSent(sequence)) this.#answerClient(bytes)
        return this.#flow.update()
      }
      case messageTypes.agentSessionState:
        if (readJson(frame.payload)?.['SessionState'] === 'Terminating') this.#parts.events.agentTerminating()
    }
  }

  #takeOutput(frame: Frame, bytes: Uint8Array): void {
    const accepted = this.#output.accept(frame.sequence, bytes)
    switch (accepted.kind) {
      case 'in-order':
        if (this.#tap.output(accepted.messages, frame)) this.#lastActivityMs = this.#nowMs()
        return this.#pumpOutput()
      case 'again':
        if (this.#output.isSent(frame.sequence) && hasRoom(this.#client)) this.#answerClient(accepted.message.bytes)
        return
      case 'acknowledged-before':
        // It asks again where there is no room for an answer.
        if (hasRoom(this.#agent)) this.#agent?.send(acknowledgeFrame(frame, this.#now()))
    }
  }

  #fromClient(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes, sha256)
    if ('malformed' in frame) return this.#parts.events.malformed('client', frame.malformed)
    if (frame.type === messageTypes.acknowledge) {
      if (bytes.length > acknowledgementBytesMax) return
      const sequence = readAcknowledgement(frame.payload, messageTypes.output)
      if (sequence !== undefined && this.#output.acknowledge(sequence)) this.#toAgent(bytes)
      return this.#flow.update()
    }
    if (frame.type !== messageTypes.input || this.#ending) return
    const accepted = this.#input.accept(frame.sequence, withReleasedVersion(frame, bytes))
    if (accepted.kind === 'in-order') {
      if (this.#tap.input(accepted.messages, frame)) this.#lastActivityMs = this.#nowMs()
      this.#pumpInput()
    } else if (accepted.kind !== 'ahead' && this.#input.isSent(frame.sequence) && this.#canAgentAnswer()) {
      // Agents acknowledge again what they have had.
      this.#toAgent(accepted.kind === 'again' ? accepted.message.bytes : bytes)
    }
    this.#flow.update()
  }

  /** An agent that is not read would keep its answers, more with every question. */
  #canAgentAnswer(): boolean {
    return hasRoom(this.#agent) && !this.#flow.isAgentHeld
  }

  #toAgent(bytes: Uint8Array): void {
    this.#agent?.send(bytes)
    this.#flow.agentWasTold()
  }

  #pumpOutput(): void {
    while (this.#client && !this.#quiet.isNow && hasRoom(this.#client)) {
      const message = this.#output.takeUnsent()
      if (!message) break
      this.#client.send(message.bytes)
      if (this.#tap instanceof PortTap && isHandshakeComplete(message.bytes)) this.#quiet.begin()
    }
    this.#flow.update()
    if (this.#ending) this.#sayLastWords()
  }

  #pumpInput(): void {
    while (this.#agent && hasRoom(this.#agent)) {
      const message = this.#input.takeUnsent()
      if (!message) break
      this.#toAgent(message.bytes)
    }
    this.#flow.update()
  }

  #answerClient(bytes: Uint8Array): void {
    if (this.#quiet.isNow) this.#quiet.hold(bytes)
    else this.#client?.send(bytes)
  }

  #sayLastWords(): void {
    const client = this.#client
    if (!client || !this.#ending || this.#output.hasUnsent || this.#quiet.isNow) return
    this.#client = undefined
    client.send(channelClosedFrame(this.session.id, this.session.nodeId, this.#ending.output, this.#now()))
    client.close('the session has ended')
    this.#parts.events.finished()
  }

  #now(): Date {
    return this.#parts.clock.now()
  }

  #nowMs(): number {
    return this.#now().getTime()
  }
}

function hasRoom(leg: Leg | undefined): boolean {
  return leg !== undefined && leg.bufferedBytes < flowLimits.socketBytes
}
