import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { readSocks, type SocksRequest } from './socks.ts'

/** What becomes of a client that says this, in pieces of any size. */
async function ask(said: readonly number[], { pieceBytes = 1000, goes = false } = {}) {
  const requested = Promise.withResolvers<SocksRequest | undefined>()
  const accepted = Promise.withResolvers<Socket>()
  const server = createServer(socket => {
    accepted.resolve(socket.on('error', () => {}))
    void readSocks(socket).then(requested.resolve)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {})
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  client.setNoDelay(true)
  const heard: Buffer[] = []
  client.on('data', (bytes: Buffer) => heard.push(bytes))
  for (let at = 0; at < said.length; at += pieceBytes) {
    client.write(Buffer.from(said.slice(at, at + pieceBytes)))
    if (pieceBytes < said.length) await new Promise(resolve => setImmediate(resolve))
  }
  if (goes) client.end()
  const closed = once(client, 'close')
  const request = await requested.promise
  return { request, socket: await accepted.promise, client, closed, heard: () => Array.from(Buffer.concat(heard)) }
}

const hello = [5, 1, 0]
const port = [0, 80]

test.each([
  ['an address', [1, 10, 0, 0, 7], '10.0.0.7'],
  ['a name', [3, 4, ...Buffer.from('db.x')], 'db.x'],
  ['an address of version 6', [4, 0xfe, 0x80, ...Array.from({ length: 13 }, () => 0), 1], 'fe80:0:0:0:0:0:0:1'],
])('%s is where the connection is to lead, in whatever pieces it comes', async (_what, address, host) => {
  for (const pieceBytes of [1, 1000]) {
    const { request } = await ask([...hello, 5, 1, 0, ...address, ...port], { pieceBytes })
    expect(request?.destination).toEqual({ host, port: 80 })
  }
})

test('what comes right behind the request is the connection’s', async () => {
  const { request, socket, heard, client } = await ask([...hello, 5, 1, 0, 1, 10, 0, 0, 7, ...port, 104, 105])
  request!.accept()
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  expect(bytes.toString()).toBe('hi')
  socket.end()
  await once(client, 'close')
  expect(heard()).toEqual([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
})

test('a client hears that there is no connection for it', async () => {
  const { request, closed, heard } = await ask([...hello, 5, 1, 0, 1, 10, 0, 0, 7, ...port])
  request!.refuse()
  await closed
  expect(heard().slice(2, 4)).toEqual([5, 1])
})

test.each([
  ['of another version', [4, 1, 0, 80, 10, 0, 0, 7, 0], []],
  ['that wants to log in', [5, 1, 2], [5, 0xff]],
  ['that wants to listen', [...hello, 5, 2, 0, 1, 10, 0, 0, 7, ...port], [5, 0, 5, 7, 0, 1, 0, 0, 0, 0, 0, 0]],
  ['of an unknown kind of address', [...hello, 5, 1, 0, 9], [5, 0, 5, 8, 0, 1, 0, 0, 0, 0, 0, 0]],
  ['without a port', [...hello, 5, 1, 0, 1, 10, 0, 0, 7, 0, 0], [5, 0, 5, 1, 0, 1, 0, 0, 0, 0, 0, 0]],
])('a client %s is refused', async (_what, said, answer) => {
  const { request, closed, heard } = await ask(said)
  expect(request).toBeUndefined()
  await closed
  expect(heard()).toEqual(answer)
})

test('a client that goes in the middle of its request is forgotten', async () => {
  const { request, closed, heard } = await ask([...hello, 5, 1], { goes: true })
  expect(request).toBeUndefined()
  await closed
  expect(heard()).toEqual([5, 0])
})
