// A session's data channel over frames: numbers and keeps what goes out until it is acknowledged, takes what comes in
// order and acknowledges it when it was written. Bounded in both directions. Knows no terminal and no API.
import { randomUUID } from 'node:crypto'
import { type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import { flags, type OpenDataChannelAsClient } from '@hostler/channel/payloads/stream-payloads'
import { answerHandshake, clientVersion } from './answer-handshake.ts'
import { acknowledgementOf, readFrame } from './frames.ts'
import { openSocket, type SessionSocket } from './open-socket.ts'
import { createOutbox } from './outbox.ts'
import type { SessionChannel, SessionChannelEvents } from './session-channel.ts'

/** Output that waits to be written: above the one the socket is not read, below the other it is again. */
const waitingBytes = { most: 256 * 1024, resume: 64 * 1024 }

export function openFrameChannel(events: SessionChannelEvents): SessionChannel {
  const clientId = randomUUID()
  const outbox = createOutbox(() => events.drained())
  let socket: SessionSocket | undefined
  let expected = 0
  let waiting = 0
  let isClosed = false
  let written: Promise<void> = Promise.resolve()

  function received(from: SessionSocket, frame: Frame): void {
    if (frame.type === messageTypes.acknowledge) {
      const sequence = readJson(frame.payload)?.['AcknowledgedMessageSequenceNumber']
      if (typeof sequence === 'number') outbox.acknowledge(sequence)
    } else if (frame.type === messageTypes.channelClosed) {
      const output = readJson(frame.payload)?.['Output']
      written = written.then(() => events.closed(typeof output === 'string' ? output : ''))
    } else if (frame.type === messageTypes.output) receivedOutput(from, frame)
  }

  /** What comes ahead of its place is not kept: it comes again. What came before needs its acknowledgement again. */
  function receivedOutput(from: SessionSocket, frame: Frame): void {
    const acknowledge = () => from === socket && from.send(acknowledgementOf(frame))
    if (frame.sequence < expected) return void written.then(acknowledge)
    if (frame.sequence > expected) return
    expected++
    waiting += frame.payload.length
    if (waiting > waitingBytes.most) from.pause()
    written = written
      .then(() => take(frame))
      .then(() => {
        waiting -= frame.payload.length
        if (waiting < waitingBytes.resume) socket?.resume()
        acknowledge()
      })
  }

  async function take({ payloadType, payload }: Frame): Promise<void> {
    switch (payloadType) {
      case payloadTypes.handshakeRequest: {
        const { response, refusal } = answerHandshake(payload)
        outbox.sendFirst(payloadTypes.handshakeResponse, writeJson(response))
        return refusal === undefined ? undefined : events.unsupported(refusal)
      }
      case payloadTypes.handshakeComplete: {
        const message = readJson(payload)?.['CustomerMessage']
        if (typeof message === 'string' && message !== '') events.message(message)
        return outbox.begin()
      }
      case payloadTypes.exitCode: {
        const [, code] = /^EXIT_CODE:\s*(-?\d{1,10})/.exec(Buffer.from(payload).toString()) ?? []
        return code === undefined ? undefined : events.exitCode(Number(code) & 0xff)
      }
      case payloadTypes.flag:
        return undefined
      default:
        // Agents that shake no hands begin with output.
        outbox.begin()
        return events.output(payload, payloadType === payloadTypes.stderr ? 'stderr' : 'stdout')
    }
  }

  return {
    connect(url, token) {
      const opened: SessionSocket = openSocket(url, {
        opened() {
          const open: OpenDataChannelAsClient = {
            MessageSchemaVersion: '1.0',
            RequestId: randomUUID(),
            TokenValue: token,
            ClientId: clientId,
            ClientVersion: clientVersion,
          }
          opened.send(JSON.stringify(open))
          outbox.connect(bytes => opened.send(bytes))
          events.connected()
        },
        received(data) {
          const frame = typeof data === 'string' ? undefined : readFrame(data)
          if (frame) received(opened, frame)
        },
        closed(error) {
          outbox.disconnect()
          if (!isClosed) events.dropped(error)
        },
      })
      socket = opened
    },
    send: bytes => outbox.send(payloadTypes.output, bytes),
    isFull: () => outbox.isFull(),
    resize: ({ cols, rows }) => outbox.send(payloadTypes.size, writeJson({ cols, rows })),
    terminate: () => outbox.send(payloadTypes.flag, Uint8Array.of(0, 0, 0, flags.terminateSession)),
    close() {
      isClosed = true
      outbox.disconnect()
      socket?.close()
    },
  }
}
