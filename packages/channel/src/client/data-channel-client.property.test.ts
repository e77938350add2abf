import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { MovedClock } from '../../test/moved-clock.ts'
import { ScriptedSocket } from '../../test/scripted-sockets.ts'
import { bytesOf, concat, parts, readFrame } from '../../test/stream-end.ts'
import { StreamPeer } from '../../test/stream-pair.ts'
import { messageTypes, payloadTypes } from '../frame/frame.ts'
import { DataChannelClient } from './data-channel-client.ts'

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('type' as const), length: fc.nat(3000) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('output' as const), length: fc.nat(40_000) }) },
  { weight: 6, arbitrary: fc.record({ act: fc.constant('toClient' as const), at: fc.nat(9), copies: fc.nat(2) }) },
  { weight: 6, arbitrary: fc.record({ act: fc.constant('toAgent' as const), at: fc.nat(9), copies: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('take' as const) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1500 }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('reconnect' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** A client of ours and an agent, between which a test loses, doubles and swaps. */
class Session {
  readonly agent = new StreamPeer(messageTypes.output, { frames: 64, bytes: 256 * 1024 })
  readonly typed: Uint8Array[] = []
  readonly shown: Uint8Array[] = []
  readonly #clock = new MovedClock()
  readonly #client: DataChannelClient
  #socket: ScriptedSocket | undefined
  #toAgent: Uint8Array[] = []
  /** What the consumer has been handed and has not taken. */
  readonly #untaken: (() => void)[] = []
  #nextByte = 0

  constructor() {
    const ignore = () => undefined
    this.#client = new DataChannelClient({
      inputBytes: 8192,
      ports: {
        ...parts,
        clock: this.#clock,
        openSocket: (url, events) => (this.#socket = new ScriptedSocket(url, events)),
      },
      events: {
        output: bytes => {
          this.shown.push(bytes.slice())
          return new Promise(resolve => void this.#untaken.push(resolve))
        },
        message: ignore,
        exitCode: ignore,
        drained: ignore,
        connected: ignore,
        dropped: ignore,
        closed: () => expect.unreachable(),
        unsupported: why => expect.unreachable(why),
      },
    })
    this.#connect()
    // No handshake: the first output begins the session.
    this.agent.append(bytesOf('$ '), this.#clock.nowMs())
  }

  async run(each: Step): Promise<void> {
    if (each.act === 'type' && !this.#client.isFull()) {
      const bytes = this.#bytes(each.length)
      this.typed.push(bytes)
      this.#client.send(bytes)
    } else if (each.act === 'output') this.agent.append(this.#bytes(each.length), this.#clock.nowMs())
    else if (each.act === 'toClient') this.#pass(this.agent.wire, each, bytes => this.#socket!.receive(bytes))
    else if (each.act === 'toAgent') this.#pass(this.#toAgent, each, bytes => this.#tellAgent(bytes))
    else if (each.act === 'take') this.#untaken.shift()?.()
    else if (each.act === 'wait') this.#wait(each.ms)
    else if (each.act === 'reconnect') this.#connect()
    if (each.act === 'take') await settled()
  }

  /** The network behaves from now on. Returns whether everything arrived in a time that makes sense. */
  async settle(): Promise<boolean> {
    for (let seconds = 0; seconds < 60; seconds++) {
      for (let more = true; more;) {
        more = this.agent.wire.length + this.#toAgent.length + this.#untaken.length > 0
        for (const message of this.agent.wire.splice(0)) this.#socket!.receive(message)
        for (const message of this.#toAgent.splice(0)) this.#tellAgent(message)
        for (const taken of this.#untaken.splice(0)) taken()
        this.agent.takeAll()
        await settled()
      }
      if (this.agent.isIdle && this.#clock.waiting === 0) return true
      this.#wait(1000)
    }
    return false
  }

  #connect(): void {
    this.#client.connect('ws://plane.test/', 'token')
    this.#toAgent = []
    this.#socket!.onSend = data => typeof data !== 'string' && void this.#toAgent.push(data)
    this.agent.reconnect(this.#clock.nowMs())
    this.#socket!.events.opened()
  }

  /** None, one or two copies of one of the messages on the way. */
  #pass(wire: Uint8Array[], { at, copies }: { at: number; copies: number }, arrive: (bytes: Uint8Array) => void): void {
    if (wire.length === 0) return
    const [message] = wire.splice(at % wire.length, 1)
    for (let left = copies; left > 0; left--) arrive(message!)
  }

  #tellAgent(bytes: Uint8Array): void {
    const { type, payloadType } = readFrame(bytes)
    expect(type === messageTypes.input ? payloadType : payloadTypes.output).toBe(payloadTypes.output)
    this.agent.receive(bytes, this.#clock.nowMs())
    this.agent.takeAll()
  }

  #wait(ms: number): void {
    this.#clock.advance(ms)
    this.agent.resend(this.#clock.nowMs())
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#nextByte++ % 251)
  }
}

test('a client and an agent say all to each other, once and in order, over any network and any number of connections', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async steps => {
      const session = new Session()
      for (const each of steps) await session.run(each)
      expect(await session.settle()).toBe(true)
      expect(Buffer.compare(concat(session.shown), session.agent.sent)).toBe(0)
      expect(Buffer.compare(session.agent.taken, concat(session.typed))).toBe(0)
    }),
    { numRuns: 60 },
  )
})

/** When everything that only waited for promises has happened. */
async function settled(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
}
