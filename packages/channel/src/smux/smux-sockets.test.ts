import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { SmuxSockets } from './smux-sockets.ts'
import type { SmuxStream } from './smux-stream.ts'

/** A connection whose other end is the test. */
class ScriptedSocket extends EventEmitter {
  readonly written: string[] = []
  readonly waiting: (() => void)[] = []
  state: 'open' | 'ended' | 'closed' = 'open'
  isPaused = false

  write(bytes: Uint8Array, taken: () => void): void {
    this.written.push(Buffer.from(bytes).toString())
    this.waiting.push(taken)
  }

  end(finished?: () => void): void {
    this.state = 'ended'
    finished?.()
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }

  destroy(): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    this.emit('close')
  }
}

/** Both ends of a session; what one has to say is carried at once. */
function pair(keepsHalves: boolean) {
  const opened: SmuxStream[] = []
  const carry = async (from: SmuxSockets, to: SmuxSockets) => {
    for (let bytes = from.take(65_536); bytes; bytes = from.take(65_536)) void to.receive(bytes)
  }
  const client: SmuxSockets = new SmuxSockets({ role: 'client', keepsHalves, ready() {} })
  const server: SmuxSockets = new SmuxSockets({ role: 'server', keepsHalves, ready() {}, opened: s => opened.push(s) })
  return { client, server, opened, toServer: () => carry(client, server), toClient: () => carry(server, client) }
}

/** A connection on either end of one stream. */
function joined(keepsHalves: boolean) {
  const ends = pair(keepsHalves)
  const [local, remote] = [new ScriptedSocket(), new ScriptedSocket()]
  ends.client.open(local)
  void ends.toServer()
  ends.server.join(ends.opened[0]!, remote)
  return { ...ends, local, remote }
}

test('what comes before there is a connection for it waits', () => {
  const { client, server, opened, toServer } = pair(true)
  const [local, remote] = [new ScriptedSocket(), new ScriptedSocket()]
  client.open(local)
  local.emit('data', Buffer.from('early'))
  local.emit('end')
  void toServer()
  server.join(opened[0]!, remote)
  expect([remote.written, remote.state]).toEqual([['early'], 'ended'])
})

test('a connection that closes is still sent what it said before', () => {
  for (const keepsHalves of [true, false]) {
    const { local, remote, toClient } = joined(keepsHalves)
    remote.emit('data', Buffer.from('the last word'))
    remote.emit('end')
    remote.destroy()
    void toClient()
    expect(local.written).toEqual(['the last word'])
    expect(local.state).not.toBe('open')
  }
})

test('one direction ends alone where both ends can that, and both where one cannot', () => {
  const whole = joined(true)
  whole.local.emit('end')
  void whole.toServer()
  expect(whole.remote.state).toBe('ended')
  whole.remote.emit('data', Buffer.from('answer'))
  void whole.toClient()
  expect(whole.local.written).toEqual(['answer'])
  const stock = joined(false)
  stock.local.emit('end')
  void stock.toServer()
  expect(stock.remote.state).toBe('closed')
})

test('who has gone is told to the other end, which would go on sending', () => {
  const { client, server, local, remote, toServer, toClient } = joined(true)
  local.destroy()
  void toServer()
  expect(remote.state).toBe('closed')
  void toClient()
  expect([client.size, server.size]).toEqual([0, 0])
})

test('a connection that is not read holds back the session, and one that reads lets it go on', async () => {
  const { server, local, remote, toServer, client } = joined(true)
  let isHeld = true
  for (let sent = 0; sent < 5; sent++) local.emit('data', new Uint8Array(1024 * 1024))
  expect(local.isPaused).toBe(true)
  void toServer()
  const held = server.receive(new Uint8Array(0)).then(() => (isHeld = false))
  await new Promise(resolve => setImmediate(resolve))
  expect(isHeld).toBe(true)
  remote.waiting.forEach(taken => taken())
  await held
  expect([client.size, local.isPaused]).toEqual([1, false])
})

test('what is refused ends, what is no smux is an error, and the end closes all', async () => {
  const { client, server, opened, toServer, toClient } = pair(false)
  const [one, other] = [new ScriptedSocket(), new ScriptedSocket()]
  client.open(one)
  client.open(other)
  void toServer()
  server.refuse(opened[0]!)
  void toClient()
  expect([one.state, other.state]).toEqual(['closed', 'open'])
  client.close()
  expect(other.state).toBe('closed')
  await expect(server.receive(Buffer.from('GET / HTTP/1.1\r\n'))).rejects.toThrow('smux version')
})
