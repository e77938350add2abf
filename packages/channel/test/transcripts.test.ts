// What stock programs said to each other, said again to the parts of this package.
import { describe, expect, test } from 'vitest'
import { DataChannelClient } from '../src/client/data-channel-client.ts'
import { type Frame, messageTypes, payloadTypes } from '../src/frame/frame.ts'
import { FrameWriter } from '../src/frame/frame-writer.ts'
import { AgentHandshake } from '../src/handshake/agent-handshake.ts'
import { ClientHandshake } from '../src/handshake/client-handshake.ts'
import type { SessionType } from '../src/payloads/handshake-payloads.ts'
import { IncomingStream } from '../src/stream/incoming-stream.ts'
import { OutgoingStream } from '../src/stream/outgoing-stream.ts'
import { MovedClock } from './moved-clock.ts'
import { ScriptedSocket } from './scripted-sockets.ts'
import { bytesOf, concat, encode, parts, readFrame, text } from './stream-end.ts'
import {
  acknowledgedIn,
  isMessage,
  messages,
  payloadOf,
  type Recorded,
  readTranscript,
  transcriptNames,
} from './transcripts.ts'

const t0 = 1_700_000_000_000
const everyType: SessionType[] = ['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands', 'Port']
const shakingHands = transcriptNames.filter(name =>
  messages(name).some(({ payloadType }) => payloadType === payloadTypes.handshakeComplete),
)

const frameOf = (recorded: Recorded): Frame => ({
  type: recorded.type,
  schemaVersion: 1,
  createdAtMs: t0 + recorded.ms,
  sequence: recorded.sequence,
  flags: recorded.flags,
  id: recorded.id,
  payloadType: recorded.payloadType,
  payload: payloadOf(recorded),
})

/** The messages of a stream, each as it was first sent. */
function firstSendings(name: string, from: 'host' | 'client'): Recorded[] {
  const type = from === 'host' ? messageTypes.output : messageTypes.input
  const seen = new Set<number>()
  return messages(name, from, type).filter(({ sequence }) => !seen.has(sequence) && seen.add(sequence))
}

test('there are transcripts', () => {
  expect(transcriptNames.length).toBeGreaterThan(20)
  expect(shakingHands.length).toBeGreaterThan(8)
})

describe.each(transcriptNames)('%s', name => {
  test('its messages are written and read as they were', () => {
    for (const frame of messages(name).map(recorded => frameOf(recorded))) {
      expect(readFrame(encode(frame))).toEqual(frame)
    }
  })

  test.each(['host', 'client'] as const)('its stream from the %s arrives once and in order', from => {
    const type = from === 'host' ? messageTypes.output : messageTypes.input
    const incoming = new IncomingStream({ frames: 1000, bytes: 1e6 })
    const delivered: number[] = []
    for (const recorded of messages(name, from, type)) {
      const arrival = incoming.accept(frameOf(recorded))
      if (recorded.sequence < delivered.length) expect(arrival.kind).toBe('taken-before')
      for (const { sequence } of arrival.deliver) {
        delivered.push(sequence)
        incoming.take()
      }
    }
    const expected = firstSendings(name, from).map(({ sequence }) => sequence)
    expect(delivered).toEqual(expected.toSorted((one, other) => one - other))
  })

  test.each(['host', 'client'] as const)('its stream from the %s is written and settled as it was', from => {
    const type = from === 'host' ? messageTypes.output : messageTypes.input
    const ids = firstSendings(name, from).map(({ id }) => id)
    const randomUUID = () => ids.shift()!
    const outgoing = new OutgoingStream({ ...parts, randomUUID, type, window: { frames: 1000, bytes: 1e6 } })
    const waiting = new Set<number>()
    for (const line of readTranscript(name)) {
      const acknowledged = line.from === from ? undefined : acknowledgedIn(line)
      if (acknowledged !== undefined) {
        expect(outgoing.acknowledge(acknowledged, t0 + line.ms)).toBe(waiting.delete(acknowledged))
      } else if (
        isMessage(line) &&
        line.from === from &&
        line.type === type &&
        line.sequence === outgoing.nextSequence
      ) {
        waiting.add(line.sequence)
        expect(outgoing.append(line.payloadType, payloadOf(line), t0 + line.ms)).toEqual(encode(frameOf(line)))
      }
    }
    expect(outgoing.isIdle).toBe(waiting.size === 0)
    expect(outgoing.replay(t0).map(bytes => readFrame(bytes).sequence)).toEqual([...waiting])
  })

  test('its acknowledgements are ours, byte for byte', () => {
    const byId = new Map(messages(name).map(recorded => [recorded.id, recorded]))
    for (const recorded of messages(name).filter(({ type }) => type === messageTypes.acknowledge)) {
      const said = JSON.parse(recorded.payload!) as Record<string, string>
      const about = byId.get(said['AcknowledgedMessageId']!)
      if (!about) continue
      const writer = new FrameWriter({ ...parts, randomUUID: () => recorded.id })
      expect(writer.acknowledge(frameOf(about), t0 + recorded.ms)).toEqual(encode(frameOf(recorded)))
    }
  })

  test('a client of ours delivers what it delivered', () => {
    const sockets: ScriptedSocket[] = []
    const clock = new MovedClock()
    const taken: Uint8Array[] = []
    const ends: string[] = []
    const client = new DataChannelClient({
      sessionTypes: everyType,
      ports: {
        ...parts,
        clock,
        openSocket: (url, events) => {
          const socket = new ScriptedSocket(url, events)
          sockets.push(socket)
          return socket
        },
      },
      events: {
        output: bytes => void taken.push(bytes),
        message: () => undefined,
        exitCode: code => void ends.push(`exit code ${code}`),
        drained: () => undefined,
        connected: () => undefined,
        dropped: () => undefined,
        closed: output => void ends.push(`closed ${output}`),
        unsupported: why => void ends.push(`unsupported ${why}`),
      },
    })
    const connect = () => {
      client.connect('ws://plane.test/', 'token')
      sockets.at(-1)!.events.opened()
    }
    connect()
    for (const line of readTranscript(name)) {
      if ('opens' in line) connect()
      else if (isMessage(line) && line.from === 'host') sockets.at(-1)!.events.received(encode(frameOf(line)))
    }
    expect(ends).toEqual(expectedEnds(name))
    if (ends.some(end => end.startsWith('unsupported'))) return
    const shown = new Set<number>([payloadTypes.output, payloadTypes.stderr])
    const output = firstSendings(name, 'host').filter(({ payloadType }) => shown.has(payloadType))
    expect(text(concat(taken))).toBe(text(concat(output.map(recorded => payloadOf(recorded)))))
  })
})

function expectedEnds(name: string): string[] {
  if (name === 'badtype') return ['unsupported Unknown session type Nope']
  if (name === 'e5-kms') return ['unsupported This client does not encrypt sessions with KMS keys']
  if (name === 'noninteractive') return ['unsupported Unsupported action FutureAction']
  const exits = firstSendings(name, 'host').filter(({ payloadType }) => payloadType === payloadTypes.exitCode)
  const closed = messages(name, 'host', messageTypes.channelClosed)
  return [
    ...exits.map(({ payload }) => payload!.replace('EXIT_CODE:', 'exit code')),
    ...closed.map(({ payload }) => `closed ${(JSON.parse(payload!) as Record<string, string>)['Output'] ?? ''}`),
  ]
}

describe.each(shakingHands)('the handshake of %s', name => {
  const find = (type: number) => messages(name).find(({ payloadType }) => payloadType === type)!.payload!
  const request = find(payloadTypes.handshakeRequest)
  const response = find(payloadTypes.handshakeResponse)
  const actions = (JSON.parse(request) as { RequestedClientActions: { ActionParameters: Record<string, unknown> }[] })
    .RequestedClientActions
  const [session, kms] = actions.map(({ ActionParameters }) => ActionParameters)

  // Two were made to ask for what no agent asks for.
  const isOrdinary = name !== 'noninteractive' && name !== 'badtype'
  test.runIf(isOrdinary)('an agent of ours asks as the stock agent does, and takes the stock answer', () => {
    const handshake = new AgentHandshake({
      agentVersion: '3.3.0.0',
      sessionType: session!['SessionType'] as SessionType,
      properties: session!['Properties'],
      kms: kms && { keyId: kms['KMSKeyId'] as string, challenge: kms['Challenge'] as string },
    })
    expect(text(handshake.begin(t0).payload)).toBe(request)
    const step = handshake.receive(payloadTypes.handshakeResponse, bytesOf(response), t0 + 1)
    expect(step).toMatchObject(kms ? { kind: 'open-key' } : { kind: 'complete', client: { clientVersion: '1.2.0.0' } })
  })

  test('a client of ours answers as the stock plugin does', () => {
    const result = kms && (JSON.parse(response) as Processed).ProcessedClientActions[1]!.ActionResult
    const handshake = new ClientHandshake({ clientVersion: '1.2.0.0', sessionTypes: everyType, canEncrypt: true })
    let step = handshake.receive(payloadTypes.handshakeRequest, bytesOf(request))
    if (step.kind === 'get-key') step = handshake.giveKey({ result: result! })
    if (step.kind !== 'answer') throw new Error(`it said ${step.kind}`)
    // The plugin's status of an action that it does not know is a slip of its own.
    const expected = response.replace('"ActionStatus":0,"ActionResult":3', '"ActionStatus":3,"ActionResult":null')
    expect(text(step.send.payload)).toBe(expected)
  })
})

interface Processed {
  readonly ProcessedClientActions: readonly {
    readonly ActionResult: { readonly KMSCipherTextKey: string; readonly KMSCipherTextHash: null }
  }[]
}
