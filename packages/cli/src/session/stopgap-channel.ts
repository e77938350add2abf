import { createHash, randomUUID } from 'node:crypto'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import { openSocket, type SessionSocket } from './open-socket.ts'
import type { SessionChannel, SessionChannelEvents } from './session-channel.ts'

const digest = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

export function openStopgapChannel(events: SessionChannelEvents): SessionChannel {
  let socket: SessionSocket | undefined
  let isOpen = false
  let next = 0
  let expected = 0
  let isReady = false
  const unacked = new Map<number, Uint8Array>()
  const queue: { payloadType: number; payload: Uint8Array }[] = []
  let work: Promise<void> = Promise.resolve()
  const clientId = randomUUID()

  const encode = (type: string, sequence: number, payloadType: number, payload: Uint8Array) =>
    encodeFrame(
      { type, schemaVersion: 1, createdAtMs: Date.now(), sequence, flags: 0, id: randomUUID(), payloadType, payload },
      digest,
    )
  const sendNow = (payloadType: number, payload: Uint8Array) => {
    const frame = encode(messageTypes.input, next, payloadType, payload)
    unacked.set(next++, frame)
    if (isOpen) socket?.send(frame)
  }
  const send = (payloadType: number, payload: Uint8Array) => {
    if (isReady) sendNow(payloadType, payload)
    else queue.push({ payloadType, payload })
  }
  const ready = () => {
    if (isReady) return
    isReady = true
    for (const { payloadType, payload } of queue.splice(0)) sendNow(payloadType, payload)
  }
  async function take(frame: Frame) {
    switch (frame.payloadType) {
      case payloadTypes.handshakeRequest: {
        const actions = readJson(frame.payload)!['RequestedClientActions'] as { ActionType: string }[]
        if (actions.some(a => a.ActionType === 'KMSEncryption')) return events.unsupported('KMS encryption is not done')
        return sendNow(
          payloadTypes.handshakeResponse,
          writeJson({
            ClientVersion: '1.2.999.0',
            ProcessedClientActions: actions.map(a => ({
              ActionType: a.ActionType,
              ActionStatus: 1,
              ActionResult: null,
              Error: '',
            })),
            Errors: null,
            Hostler: { ExitCode: true },
          }),
        )
      }
      case payloadTypes.handshakeComplete:
        return ready()
      case payloadTypes.exitCode:
        return events.exitCode(Number(/\d+/.exec(Buffer.from(frame.payload).toString())![0]))
      default:
        ready()
        await events.output(frame.payload, frame.payloadType === payloadTypes.stderr ? 'stderr' : 'stdout')
    }
  }
  function received(from: SessionSocket, data: Uint8Array) {
    const frame = decodeFrame(data, digest)
    if ('malformed' in frame) return
    if (frame.type === messageTypes.acknowledge) {
      unacked.delete(readJson(frame.payload)!['AcknowledgedMessageSequenceNumber'] as number)
    } else if (frame.type === messageTypes.channelClosed) {
      work = work.then(() => events.closed(String(readJson(frame.payload)!['Output'])))
    } else if (frame.type === messageTypes.output) {
      const ack = () =>
        from === socket &&
        isOpen &&
        from.send(
          encode(
            messageTypes.acknowledge,
            0,
            0,
            writeJson({
              AcknowledgedMessageType: frame.type,
              AcknowledgedMessageId: frame.id,
              AcknowledgedMessageSequenceNumber: frame.sequence,
              IsSequentialMessage: true,
            }),
          ),
        )
      if (frame.sequence === expected) {
        expected++
        work = work.then(() => take(frame)).then(() => void ack())
      } else if (frame.sequence < expected) ack()
    }
  }
  return {
    connect(url, token) {
      const opened: SessionSocket = openSocket(url, {
        opened() {
          isOpen = true
          opened.send(
            JSON.stringify({
              MessageSchemaVersion: '1.0',
              RequestId: randomUUID(),
              TokenValue: token,
              ClientId: clientId,
              ClientVersion: '1.2.999.0',
            }),
          )
          for (const frame of unacked.values()) opened.send(frame)
          events.connected()
        },
        received: data => typeof data !== 'string' && received(opened, data),
        closed(error) {
          isOpen = false
          events.dropped(error)
        },
      })
      socket = opened
    },
    send: bytes => send(payloadTypes.output, bytes),
    isFull: () => false,
    resize: ({ cols, rows }) => send(payloadTypes.size, writeJson({ cols, rows })),
    terminate: () => send(payloadTypes.flag, Uint8Array.of(0, 0, 0, 2)),
    close() {
      events.dropped = () => undefined
      socket?.close()
    },
  }
}
