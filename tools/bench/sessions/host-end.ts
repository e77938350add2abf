// The host's end of a measured session: echoes what is typed, sends bulk when asked to. Input is text:
// one character is echoed; `bulk COUNT SIZE` sends so many messages; `stream EVERY SIZE` sends one every so many ms.
import { messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import type { WebSocket } from 'ws'
import { acknowledgedSequence, acknowledgeFrame, read, streamFrame } from './frames.ts'

/** Messages that may be under way: what a host of ours would allow itself. */
const windowMessages = 256

export function runHostEnd(socket: WebSocket): void {
  let next = 0
  let unacknowledged = 0
  let left = 0
  let payload = new Uint8Array()

  const send = (bytes: Uint8Array) => {
    unacknowledged++
    socket.send(streamFrame('output', next++, bytes))
  }
  const pump = () => {
    const now = Math.min(left, windowMessages - unacknowledged)
    left -= Math.max(now, 0)
    for (let sent = 0; sent < now; sent++) send(payload)
  }
  socket.on('message', (data: Buffer) => {
    const frame = read(data)
    if (frame.type === messageTypes.acknowledge) {
      if (acknowledgedSequence(frame) < next) unacknowledged--
      return pump()
    }
    if (frame.type !== messageTypes.input || frame.payloadType !== payloadTypes.output) return
    socket.send(acknowledgeFrame(frame))
    const [command, count, size] = Buffer.from(frame.payload).toString().split(' ')
    if (command === 'bulk') {
      left = Number(count)
      payload = new Uint8Array(Number(size)).fill(97)
      pump()
    } else if (command === 'stream') {
      const bytes = new Uint8Array(Number(size)).fill(98)
      const timer = setInterval(() => unacknowledged < windowMessages && send(bytes), Number(count))
      socket.once('close', () => clearInterval(timer))
    } else send(frame.payload)
  })
}
