import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { StreamPeer } from '../../test/stream-pair.ts'
import { messageTypes } from '../frame/frame.ts'

const longestPayload = 40
const window = { frames: 8, bytes: 120 }

const side = fc.constantFrom('agent' as const, 'client' as const)
/** `at` says which of the messages on the way it happens to. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('append' as const), side, length: fc.nat(longestPayload) }) },
  { weight: 8, arbitrary: fc.record({ act: fc.constant('arrive' as const), side, at: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('lose' as const), side, at: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('double' as const), side, at: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('take' as const), side }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1500 }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('reconnect' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

class Pair {
  readonly agent = new StreamPeer(messageTypes.output, window)
  readonly client = new StreamPeer(messageTypes.input, window)
  #nowMs = 1_700_000_000_000
  #nextByte = 0

  run(each: Step): void {
    if (each.act === 'wait') return this.#wait(each.ms)
    if (each.act === 'reconnect') return this.#both(peer => peer.reconnect(this.#nowMs))
    const [peer, other] = each.side === 'agent' ? [this.agent, this.client] : [this.client, this.agent]
    if (each.act === 'take') return peer.take()
    if (each.act === 'append') return peer.append(this.#payload(each.length), this.#nowMs)
    if (peer.wire.length === 0) return
    const at = each.at % peer.wire.length
    const message = peer.wire[at]!
    if (each.act !== 'double') peer.wire.splice(at, 1)
    if (each.act !== 'lose') other.receive(message, this.#nowMs)
  }

  /** The network behaves from now on. Returns whether everything arrived in a time that makes sense. */
  settle(): boolean {
    for (let seconds = 0; seconds < 60; seconds++) {
      for (let more = true; more;) {
        more = this.agent.wire.length + this.client.wire.length > 0
        for (const message of this.agent.wire.splice(0)) this.client.receive(message, this.#nowMs)
        for (const message of this.client.wire.splice(0)) this.agent.receive(message, this.#nowMs)
        this.#both(peer => peer.takeAll())
      }
      if (this.agent.isIdle && this.client.isIdle) return true
      this.#wait(1000)
    }
    return false
  }

  /** Memory never depends on what the other end or the network does. */
  checkBounds(): void {
    this.#both(({ outgoing, incoming }) => {
      expect(outgoing.unacknowledgedBytes).toBeLessThan(window.bytes + longestPayload)
      expect(incoming.heldBytes).toBeLessThanOrEqual(2 * window.bytes + longestPayload)
      expect(incoming.heldFrames).toBeLessThanOrEqual(2 * window.frames + 1)
    })
  }

  #wait(ms: number): void {
    this.#nowMs += ms
    this.#both(peer => peer.resend(this.#nowMs))
  }

  #both(act: (peer: StreamPeer) => void): void {
    act(this.agent)
    act(this.client)
  }

  /** No byte is like its neighbours: what is missing, twice or elsewhere shows. */
  #payload(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#nextByte++ % 251)
  }
}

test('whatever is lost, doubled, overtaken or cut off, both directions deliver every byte once and in order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 250, size: 'max' }), steps => {
      const pair = new Pair()
      for (const each of steps) {
        pair.run(each)
        pair.checkBounds()
      }
      expect(pair.settle()).toBe(true)
      expect(pair.client.taken).toEqual(pair.agent.sent)
      expect(pair.agent.taken).toEqual(pair.client.sent)
    }),
    { numRuns: 200 },
  )
})
