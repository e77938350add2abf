// Which nodes have a control channel open, and until when their credentials vouch for it. Knows sockets, no HTTP.
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import type { RawData, WebSocket } from 'ws'
import type { Clock } from '../../domain/basics/clock.ts'
import { type Scope, scopeKey } from '../../domain/basics/scope.ts'
import type { NodeListener } from '../../delivery/delivery.ts'
import { sha256 } from '../relay/session-frames.ts'

export interface ControlChannels {
  /** A socket that is still to show its token: it is no channel yet, and ends with the plane like one. */
  expect(socket: WebSocket): void
  /** Takes over an authenticated socket. An older one of the same node is closed: the node has moved on. */
  open(scope: Scope, nodeId: string, socket: WebSocket, validUntil: Date): void
  isOpen(scope: Scope, nodeId: string): boolean
  /** Sends a message to the node's agent; nothing happens when its channel is not open. */
  send(scope: Scope, nodeId: string, frame: Uint8Array): void
  /** Who is told what agents say and when they come and go; replaces an earlier listener. */
  listen(listener: NodeListener): void
  /** The node has shown newer credentials: its channel may stay as long as they are good. */
  extend(scope: Scope, nodeId: string, validUntil: Date): void
  /** Closes the node's channel, if any: its host is gone. */
  close(scope: Scope, nodeId: string): void
  /** Closes channels that fell silent or whose credentials ran out. */
  sweep(): void
  /** Closes every socket; those that do not answer within a second are cut. */
  closeAll(): void
  readonly count: number
}

interface OpenChannel {
  readonly scope: Scope
  readonly nodeId: string
  readonly socket: WebSocket
  validUntil: Date
  lastSeenMs: number
}

/** Agents ping every 54 s. */
const silenceMs = 150_000
/** An agent that reads so little is as good as gone; its next channel may do better. */
const unreadBytesMax = 4 * 1024 * 1024
/** A peer that is gone never answers the close: the plane does not wait for it. */
const closeGraceMs = 1_000
const goingAway = 1001
const policyViolation = 1008

export function createControlChannels(clock: Clock): ControlChannels {
  const channels = new Map<string, OpenChannel>()
  const sockets = new Set<WebSocket>()
  let listener: NodeListener | undefined

  function end(key: string, code: number, reason: string): void {
    const channel = channels.get(key)
    if (!channel) return
    channels.delete(key)
    channel.socket.close(code, reason)
    listener?.disconnected(channel.scope, channel.nodeId)
  }

  function hear({ scope, nodeId }: OpenChannel, data: RawData): void {
    const frame = decodeFrame(Buffer.isBuffer(data) ? data : Buffer.alloc(0), sha256)
    // What is no message is passed over: an agent that loses its channel is lost for seconds.
    if (!('malformed' in frame)) listener?.message(scope, nodeId, frame)
  }

  return {
    expect(socket) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    },
    open(scope, nodeId, socket, validUntil) {
      const key = scopeKey(scope, nodeId)
      end(key, goingAway, 'the node opened another control channel')
      const channel: OpenChannel = { scope, nodeId, socket, validUntil, lastSeenMs: clock.now().getTime() }
      const seen = () => {
        channel.lastSeenMs = clock.now().getTime()
      }
      channels.set(key, channel)
      socket.on('ping', seen)
      socket.on('message', data => {
        seen()
        if (channels.get(key) === channel) hear(channel, data)
      })
      socket.on('close', () => {
        if (channels.get(key) !== channel) return
        channels.delete(key)
        listener?.disconnected(scope, nodeId)
      })
      listener?.connected(scope, nodeId)
    },
    send(scope, nodeId, frame) {
      const socket = channels.get(scopeKey(scope, nodeId))?.socket
      if (!socket) return
      socket.send(frame)
      // Its close tells the listener.
      if (socket.bufferedAmount > unreadBytesMax) socket.terminate()
    },
    listen(told) {
      listener = told
    },
    isOpen: (scope, nodeId) => channels.has(scopeKey(scope, nodeId)),
    extend(scope, nodeId, validUntil) {
      const channel = channels.get(scopeKey(scope, nodeId))
      if (channel && validUntil > channel.validUntil) channel.validUntil = validUntil
    },
    close: (scope, nodeId) => end(scopeKey(scope, nodeId), goingAway, 'the host is gone'),
    sweep() {
      const now = clock.now()
      for (const [key, { validUntil, lastSeenMs, socket }] of channels) {
        if (validUntil <= now) end(key, policyViolation, 'the credentials of the node have expired')
        else if (now.getTime() - lastSeenMs > silenceMs) {
          // Its close tells the listener.
          socket.terminate()
        }
      }
    },
    closeAll() {
      channels.clear()
      for (const socket of sockets) socket.close(goingAway, 'the plane is going down')
      setTimeout(() => {
        for (const socket of sockets) socket.terminate()
      }, closeGraceMs).unref()
    },
    get count() {
      return channels.size
    },
  }
}
