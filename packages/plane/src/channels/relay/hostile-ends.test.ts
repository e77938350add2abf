// Ends that would have the plane keep more and more for them.
import { randomUUID } from 'node:crypto'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { FrameWriter } from '@hostler/channel/frame/frame-writer'
import { systemClock } from '../../domain/basics/clock.ts'
import type { Session } from '../../domain/session/session.ts'
import type { Leg, LegListener } from '../../delivery/leg.ts'
import { expect, test } from 'vitest'
import { Lane } from './lane.ts'
import { sha256 } from './session-frames.ts'
import { SessionRelay } from './session-relay.ts'

/** An end that is sent to and never reads. */
class DeafLeg implements Leg {
  bufferedBytes = 0
  isPaused = false
  readonly lastHeardMs = 0
  #listener: LegListener | undefined

  listen(listener: LegListener): void {
    this.#listener = listener
  }

  /** What its peer says, which arrives as long as it is read. */
  say(bytes: Uint8Array): void {
    if (!this.isPaused) this.#listener?.message(bytes)
  }

  send(bytes: Uint8Array): void {
    this.bufferedBytes += bytes.length
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }

  /** Everything has been read by its peer. */
  drain(): void {
    this.bufferedBytes = 0
    this.#listener?.drained()
  }

  ping(): void {}
  close(): void {}
  cut(): void {}
}

const writer = new FrameWriter({ digest: sha256, randomUUID })

function frame(type: string, sequence: number, text = 'x'): Frame {
  const payload = Buffer.from(text)
  const facts = { schemaVersion: 1, createdAtMs: 1_700_000_000_000, flags: 0, id: randomUUID() }
  return { ...facts, type, sequence, payloadType: payloadTypes.output, payload }
}

const bytesOf = (each: Frame) => encodeFrame(each, sha256)

function openRelay() {
  const events = { clientChanged() {}, agentTerminating() {}, malformed() {}, finished() {} }
  const session = { id: 'ada-0123456789abcdef0', sessionType: 'Standard_Stream' } as Session
  const relay = new SessionRelay({ session, recording: undefined, clock: systemClock, events })
  const [agent, client] = [new DeafLeg(), new DeafLeg()]
  relay.attachAgent(agent)
  relay.attachClient(client)
  return { agent, client }
}

const mebibyte = 1024 * 1024

test('an agent that repeats what was acknowledged, and reads nothing, does not fill the plane with answers', () => {
  const { agent, client } = openRelay()
  const output = frame(messageTypes.output, 0)
  agent.say(bytesOf(output))
  client.say(writer.acknowledge(output, 1))
  const again = bytesOf(output)
  for (let i = 0; i < 5_000; i++) agent.say(again)
  expect(agent.bufferedBytes).toBeLessThan(mebibyte)
})

test('a client that repeats its input, and reads no acknowledgement, does not set the agent answering without end', () => {
  const { agent, client } = openRelay()
  const input = frame(messageTypes.input, 0)
  client.say(bytesOf(input))
  agent.drain()
  const [again, acknowledgement] = [bytesOf(input), writer.acknowledge(input, 1)]
  let waitingAtAgent = 0
  for (let i = 0; i < 20_000; i++) {
    const before = agent.bufferedBytes
    client.say(again)
    // The agent answers whatever reaches it; what the plane does not read waits with the agent.
    if (agent.bufferedBytes === before) continue
    agent.drain()
    if (agent.isPaused) waitingAtAgent += acknowledgement.length
    else agent.say(acknowledgement)
  }
  expect(waitingAtAgent).toBeLessThan(mebibyte)
})

test('acknowledgements that are padded are none: an agent that reads nothing is not sent them', () => {
  const { agent, client } = openRelay()
  const padding = ' '.repeat(100_000)
  for (let sequence = 0; sequence < 15_000; sequence++) {
    agent.say(bytesOf(frame(messageTypes.output, sequence, 'x'.repeat(100))))
    client.drain()
  }
  for (let sequence = 0; sequence < 300; sequence++) {
    const said = { AcknowledgedMessageType: messageTypes.output, AcknowledgedMessageSequenceNumber: sequence }
    client.say(writer.message(messageTypes.acknowledge, Buffer.from(JSON.stringify(said) + padding), 1))
  }
  expect(agent.bufferedBytes).toBeLessThan(16 * mebibyte)
})

test('small messages do not keep the large pieces in memory that they came in', () => {
  const lane = new Lane()
  for (const sequence of [0, 1, 3]) lane.accept(sequence, Buffer.alloc(64 * 1024).subarray(0, 130))
  lane.accept(2, Buffer.alloc(64 * 1024).subarray(0, 130))
  for (let taken = lane.takeUnsent(); taken; taken = lane.takeUnsent()) {
    expect(taken.bytes).toHaveLength(130)
    expect(taken.bytes.buffer.byteLength).toBeLessThan(1024)
  }
})
