// The client's end of a session's data channel, in Node: the sockets, the clock and the hash that it needs.
import { hash, randomUUID } from 'node:crypto'
import { DataChannelClient } from '@hostler/channel/client/data-channel-client'
import type { DataChannelClientOptions } from '@hostler/channel/client/data-channel-ports'
import { openSocket } from './open-socket.ts'

const ports = {
  openSocket,
  digest: (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer'),
  randomUUID,
  clock: {
    nowMs: Date.now,
    timer(ms: number, elapsed: () => void) {
      const timer = setTimeout(elapsed, ms)
      return () => clearTimeout(timer)
    },
  },
}

export function openDataChannel(options: Omit<DataChannelClientOptions, 'ports'>): DataChannelClient {
  return new DataChannelClient({ ...options, ports })
}
