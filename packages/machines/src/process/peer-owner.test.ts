import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { isOwnPeer, peerUid } from './peer-owner.ts'

const connections = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:11D6 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1001 1 0 100 0 0 10 0
   1: 0100007F:A001 0100007F:11D6 01 00000000:00000000 00:00000000 00000000  1000        0 1002 1 0 20 4 30 10 -1
   2: 0100007F:11D6 0100007F:A001 01 00000000:00000000 00:00000000 00000000     0        0 1003 1 0 20 4 30 10 -1
   3: 0100007F:A002 0100007F:11D6 06 00000000:00000000 03:00000176 00000000     0        0 0 3 0
`

test('the user of a connection is that of its far end', () => {
  expect(peerUid(connections, 0xa001, 0x11d6)).toBe(1000)
  expect(peerUid(connections, 0x11d6, 0xa001)).toBe(0)
})

test('a connection that is closed or unknown belongs to nobody', () => {
  expect(peerUid(connections, 0xa002, 0x11d6)).toBeUndefined()
  expect(peerUid(connections, 0xa003, 0x11d6)).toBeUndefined()
})

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0).each([
  [0, 'true'],
  [65_534, 'false'],
])('user %i of this machine is told apart', async (uid, own) => {
  await using server = createServer((request, response) => response.end(String(isOwnPeer(request.socket))))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`
  const client = spawn('bash', ['-c', ask], { uid, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] })
  expect((await text(client.stdout)).split('\r\n\r\n')[1]).toBe(own)
})
