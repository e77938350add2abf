// What this client sends, in order: kept until it is acknowledged, sent again where it is not, over whatever
// connection stands.
import { messageTypes } from '@hostler/channel/frame/frame'
import { writeFrame } from './frames.ts'

export interface Outbox {
  /** Sends when the session has begun and there is room; bytes go in messages of a size that every agent takes. */
  send(payloadType: number, payload: Uint8Array): void
  /** Sends before the session has begun. */
  sendFirst(payloadType: number, payload: Uint8Array): void
  /** The host takes input from now on. */
  begin(): void
  acknowledge(sequence: number): void
  /** Sends everything that is not acknowledged, in order, and from now on what comes. */
  connect(send: (bytes: Uint8Array) => void): void
  disconnect(): void
  /** Whether so much waits that no more should be read. */
  isFull(): boolean
}

/** What the stock programs put into a message. */
const payloadBytes = 1024
/** Messages on the way, and messages that wait, before reading stops. */
const limits = { onTheWay: 256, waiting: 256 }
const resendMs = 1000

export function createOutbox(drained: () => void): Outbox {
  const onTheWay = new Map<number, Uint8Array>()
  const waiting: { readonly payloadType: number; readonly payload: Uint8Array }[] = []
  let next = 0
  let hasBegun = false
  let wasFull = false
  let sendNow: ((bytes: Uint8Array) => void) | undefined
  let timer: NodeJS.Timeout | undefined

  function number(payloadType: number, payload: Uint8Array): void {
    const bytes = writeFrame(messageTypes.input, next, payloadType, payload)
    // Kept before it is sent: an acknowledgement, however fast, finds it.
    onTheWay.set(next++, bytes)
    sendNow?.(bytes)
  }

  function flush(): void {
    if (!hasBegun) return
    while (onTheWay.size < limits.onTheWay) {
      const first = waiting.shift()
      if (!first) break
      number(first.payloadType, first.payload)
    }
    if (!wasFull || isFull()) return
    wasFull = false
    drained()
  }

  function isFull(): boolean {
    const full = waiting.length >= limits.waiting
    wasFull ||= full
    return full
  }

  /** The oldest again: an agent that was not ready for it said nothing, and a message may have been refused. */
  function resend(): void {
    const [oldest] = onTheWay.values()
    if (oldest) sendNow?.(oldest)
  }

  return {
    send(payloadType, payload) {
      for (let at = 0; at < payload.length; at += payloadBytes) {
        // A copy: what was read may be overwritten while it waits.
        waiting.push({ payloadType, payload: payload.slice(at, at + payloadBytes) })
      }
      flush()
    },
    sendFirst: number,
    begin() {
      hasBegun = true
      flush()
    },
    acknowledge(sequence) {
      if (onTheWay.delete(sequence)) flush()
    },
    connect(send) {
      clearInterval(timer)
      timer = setInterval(resend, resendMs)
      sendNow = send
      for (const bytes of onTheWay.values()) send(bytes)
    },
    disconnect() {
      clearInterval(timer)
      sendNow = undefined
    },
    isFull,
  }
}
