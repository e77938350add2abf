import { EventEmitter } from 'node:events'
import type { Server } from 'node:net'
import { expect, test } from 'vitest'
import { admitHandshakes } from './admit-handshakes.ts'

/** A server of TLS whose handshakes are done when the test says so; three at once. */
function serve() {
  let nowMs = 1_000
  let port = 0
  const server = new EventEmitter().on('connection', (socket: Connection) => (socket.isAccepted = true))
  admitHandshakes(server as Server, { atOnce: 3, slowMs: 3_000 }, () => nowMs)
  return {
    pass: (ms: number) => (nowMs += ms),
    come() {
      const socket = new Connection(++port)
      server.emit('connection', socket)
      return socket
    },
    finish: (socket: Connection) => server.emit('secureConnection', socket),
  }
}

class Connection extends EventEmitter {
  readonly remoteAddress = '10.0.0.1'
  readonly remotePort: number
  isAccepted = false
  isReset = false

  constructor(port: number) {
    super()
    this.remotePort = port
  }

  resetAndDestroy(): void {
    this.isReset = true
    this.emit('close')
  }
}

const states = (sockets: readonly Connection[]) =>
  sockets.map(({ isAccepted, isReset }) => (isReset ? 'reset' : isAccepted ? 'accepted' : 'nothing'))

test('so many handshakes go on at once, and who comes besides is turned away before it costs anything', () => {
  const { come } = serve()
  const sockets = Array.from({ length: 5 }, come)
  expect(states(sockets)).toEqual(['accepted', 'accepted', 'accepted', 'reset', 'reset'])
  expect(sockets[4]!.isAccepted).toBe(false)
})

test('a handshake that is done, or whose caller has gone, makes room', () => {
  const { come, finish } = serve()
  const [done, gone] = [come(), come(), come()]
  finish(done)
  gone.emit('close')
  expect(states([come(), come(), come()])).toEqual(['accepted', 'accepted', 'reset'])
})

test('callers who say nothing make room for others after a while, the oldest first', () => {
  const { come, pass } = serve()
  const silent = [come(), come(), come()]
  pass(2_999)
  expect(come().isReset).toBe(true)
  pass(1)
  expect(states([come()])).toEqual(['accepted'])
  expect(states(silent)).toEqual(['reset', 'accepted', 'accepted'])
})

test('connections that are open do not count', () => {
  const { come, finish } = serve()
  for (let n = 0; n < 100; n++) finish(come())
  expect(states([come()])).toEqual(['accepted'])
})
