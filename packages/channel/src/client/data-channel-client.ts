// A client of one session's data channel, for Node and browsers: opens it, shakes hands where the agent does, delivers
// output in order and once, sends input until it is acknowledged, and goes on after a broken connection. It knows no
// API and no terminal; whether and how to come back is its owner's decision.
import { decodeFrame } from '../frame/decode-frame.ts'
import { type Frame, layout, messageTypes, payloadTypes } from '../frame/frame.ts'
import { FrameWriter } from '../frame/frame-writer.ts'
import type { StreamPayload } from '../handshake/agent-handshake.ts'
import { ClientHandshake } from '../handshake/client-handshake.ts'
import { readAcknowledgement } from '../payloads/acknowledgement.ts'
import { readChannelClosed } from '../payloads/channel-closed.ts'
import { readExitCode } from '../payloads/exit-code.ts'
import { readFlag, writeFlag } from '../payloads/flag.ts'
import { flags, type OpenDataChannelAsClient, type TerminalSize } from '../payloads/stream-payloads.ts'
import { IncomingStream } from '../stream/incoming-stream.ts'
import { OutgoingStream } from '../stream/outgoing-stream.ts'
import type { DataChannelClientOptions, DataChannelEvents, DataChannelPorts } from './data-channel-ports.ts'
import { InputQueue } from './input-queue.ts'
import { InTurn } from './in-turn.ts'
import { SocketLink } from './socket-link.ts'

/** Output that is handed on and not taken: above the one the socket is not read, below the other it is again. */
const pauseBytes = { most: 256 * 1024, resume: 64 * 1024 }
/** What came while the socket was still read; beyond it the host has to send again. */
const outputRoom = { frames: 16_384, bytes: 8 * 1024 * 1024 }
/** Least time between two looks at what is to be sent again. */
const resendTickMs = 50

export class DataChannelClient {
  readonly #ports: DataChannelPorts
  readonly #events: DataChannelEvents
  readonly #clientVersion: string
  readonly #clientId: string
  readonly #inputBytes: number
  readonly #handshake: ClientHandshake
  readonly #writer: FrameWriter
  readonly #incoming = new IncomingStream(outputRoom)
  readonly #outgoing: OutgoingStream
  readonly #queue: InputQueue
  readonly #inTurn: InTurn<Frame>
  readonly #link: SocketLink
  #isHeldBack = false
  #wasFull = false
  /** Nothing is told and sent any more, or nothing but what has come before `channel_closed`. */
  #isOver = false
  #isEnding = false
  #cancelTimer: (() => void) | undefined

  constructor({ ports, events, ...options }: DataChannelClientOptions) {
    const { clientVersion = '1.2.999.0', payloadBytes = 1024, inputBytes = 256 * 1024 } = options
    const { abilities = { ExitCode: true } } = options
    const { sessionTypes = ['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands'] } = options
    this.#ports = ports
    this.#events = events
    this.#clientVersion = clientVersion
    this.#clientId = ports.randomUUID()
    this.#inputBytes = inputBytes
    this.#handshake = new ClientHandshake({
      clientVersion,
      abilities,
      sessionTypes,
      canEncrypt: false,
    })
    this.#writer = new FrameWriter(ports)
    const window = { frames: Math.ceil(inputBytes / payloadBytes) * 4, bytes: inputBytes }
    this.#outgoing = new OutgoingStream({ ...ports, type: messageTypes.input, window })
    this.#queue = new InputQueue(payloadBytes)
    this.#link = new SocketLink(ports.openSocket, {
      opened: () => this.#opened(),
      received: bytes => this.#received(bytes),
      closed: error => this.#dropped(error),
    })
    this.#inTurn = new InTurn(
      frame => this.#consume(frame),
      error => this.#giveUp(`The output could not be taken: ${error instanceof Error ? error.message : String(error)}`),
    )
  }

  /** Opens the channel, or goes on with it: the first time with StartSession's token, then with ResumeSession's. */
  connect(url: string, token: string): void {
    if (this.#isOver) return
    this.#cancelResend()
    this.#link.connect(url, () => {
      const open: OpenDataChannelAsClient = {
        MessageSchemaVersion: '1.0',
        RequestId: this.#ports.randomUUID(),
        TokenValue: token,
        ClientId: this.#clientId,
        ClientVersion: this.#clientVersion,
      }
      return JSON.stringify(open)
    })
  }

  /** Sends bytes as input, as they are. Takes a copy; goes out when the session has begun. Ask {@link isFull} first. */
  send(bytes: Uint8Array): void {
    if (this.#isOver || this.#isEnding) return
    this.#queue.addBytes(bytes)
    this.#pump()
  }

  /** Whether to hold input back until `drained`. What is sent all the same is kept, however much it is. */
  isFull(): boolean {
    const isFull = this.#outgoing.isFull || this.#outgoing.unacknowledgedBytes + this.#queue.bytes >= this.#inputBytes
    this.#wasFull ||= isFull
    return isFull
  }

  /** Tells the terminal's size. */
  resize(size: TerminalSize): void {
    if (this.#isOver || this.#isEnding) return
    this.#queue.setSize(size)
    this.#pump()
  }

  /** Sends one of `flags`, behind what was sent before. */
  sendFlag(flag: number): void {
    if (this.#isOver || this.#isEnding) return
    this.#queue.add({ payloadType: payloadTypes.flag, payload: writeFlag(flag) })
    this.#pump()
  }

  /** Asks the host to end the session; input that has not gone out yet does not. */
  terminate(): void {
    this.#queue.clear()
    this.sendFlag(flags.terminateSession)
  }

  /** Leaves the channel. The events are told nothing more; the session itself goes on. */
  close(): void {
    this.#isOver = true
    this.#inTurn.clear()
    this.#cancelResend()
    this.#link.leave()
  }

  #opened(): void {
    for (const bytes of this.#outgoing.replay(this.#nowMs())) this.#link.send(bytes)
    this.#events.connected()
    this.#pump()
    this.#resendLater()
    this.#holdBack()
  }

  #dropped(error: Error | undefined): void {
    this.#cancelResend()
    // The end itself is told when the output before it has been taken.
    if (!this.#isOver && !this.#isEnding) this.#events.dropped(error)
  }

  #received(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes, this.#ports.digest)
    // What is no message was damaged or is hostile; either way the sender has to send again.
    if ('malformed' in frame || this.#isEnding) return
    switch (frame.type) {
      case messageTypes.acknowledge:
        return this.#acknowledged(readAcknowledgement(frame.payload, messageTypes.input))
      case messageTypes.output:
        return this.#accept(frame)
      case messageTypes.channelClosed:
        this.#isEnding = true
        this.#inTurn.add(frame)
    }
  }

  #acknowledged(sequence: number | undefined): void {
    if (sequence === undefined || !this.#outgoing.acknowledge(sequence, this.#nowMs())) return
    this.#pump()
    if (!this.#wasFull || this.#outgoing.unacknowledgedBytes + this.#queue.bytes > this.#inputBytes / 2) return
    this.#wasFull = false
    this.#events.drained()
  }

  #accept(frame: Frame): void {
    const { deliver, acknowledge } = this.#incoming.accept(frame)
    if (acknowledge) this.#acknowledge(frame)
    for (const each of deliver) this.#inTurn.add(each)
    this.#holdBack()
  }

  #consume(frame: Frame): Promise<void> | void {
    if (frame.type === messageTypes.channelClosed) return this.#end(readChannelClosed(frame.payload)?.output ?? '')
    const taken = this.#handshake.isOver ? this.#deliver(frame) : this.#shakeHands(frame)
    return taken ? taken.then(() => this.#taken(frame)) : this.#taken(frame)
  }

  #taken(frame: Frame): void {
    this.#incoming.take()
    this.#acknowledge(frame)
    this.#holdBack()
  }

  #shakeHands(frame: Frame): Promise<void> | void {
    const step = this.#handshake.receive(frame.payloadType, frame.payload)
    switch (step.kind) {
      case 'none':
        this.#begin()
        return this.#deliver(frame)
      case 'answer':
        this.#append(step.send)
        if (step.refusal !== undefined) this.#giveUp(step.refusal)
        return undefined
      case 'complete':
        if (step.message !== '') this.#events.message(step.message)
        return this.#begin()
    }
  }

  #begin(): void {
    const { agentVersion, agentAbilities: abilities, session } = this.#handshake
    this.#events.began?.({ agentVersion, abilities, properties: session?.properties })
    this.#pump()
  }

  #deliver({ payloadType, payload }: Frame): Promise<void> | void {
    switch (payloadType) {
      case payloadTypes.output:
        return this.#events.output(payload, 'stdout')
      case payloadTypes.stderr:
        return this.#events.output(payload, 'stderr')
      case payloadTypes.exitCode:
        return told(readExitCode(payload), code => this.#events.exitCode(code))
      case payloadTypes.flag:
        return told(readFlag(payload), flag => this.#events.flag?.(flag))
    }
  }

  /** Sends what waits, as far as the window lets it. */
  #pump(): void {
    while (this.#handshake.isOver && !this.#outgoing.isFull && !this.#isOver) {
      const next = this.#queue.take()
      if (!next) return
      this.#append(next)
    }
  }

  #append({ payloadType, payload }: StreamPayload): void {
    const bytes = this.#outgoing.append(payloadType, payload, this.#nowMs())
    this.#link.send(bytes)
    this.#resendLater()
  }

  #acknowledge(frame: Frame): void {
    this.#link.send(this.#writer.acknowledge(frame, this.#nowMs()))
  }

  /** One timer while something waits for acknowledgement. */
  #resendLater(): void {
    const nowMs = this.#nowMs()
    const dueMs = this.#outgoing.nextDueMs(nowMs)
    if (dueMs === undefined || this.#cancelTimer || !this.#link.isOpen) return
    this.#cancelTimer = this.#ports.clock.timer(Math.max(resendTickMs, Math.ceil(dueMs - nowMs)), () => {
      this.#cancelTimer = undefined
      // Acknowledgements stand behind what is not read, and messages behind what has not gone out.
      if (this.#link.isFlowing) for (const bytes of this.#outgoing.due(this.#nowMs())) this.#link.send(bytes)
      this.#resendLater()
    })
  }

  #cancelResend(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  /** Lets the socket wait while the consumer has enough to do. */
  #holdBack(): void {
    // Not what came ahead of its place: the message that it waits for could not come through a socket that is not read.
    const { bytes, frames } = this.#incoming.pending
    const heldBytes = bytes + frames * layout.payload
    this.#isHeldBack = heldBytes > (this.#isHeldBack ? pauseBytes.resume : pauseBytes.most)
    this.#link.hold(this.#isHeldBack)
  }

  #end(output: string): void {
    this.close()
    this.#events.closed(output)
  }

  #giveUp(why: string): void {
    if (this.#isOver) return
    this.close()
    this.#events.unsupported(why)
  }

  #nowMs(): number {
    return this.#ports.clock.nowMs()
  }
}

/** What cannot be read is not told. */
function told(value: number | undefined, tell: (value: number) => void): void {
  if (value !== undefined) tell(value)
}
