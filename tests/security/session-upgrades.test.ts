// Whoever reaches a port may begin to open a data channel: neither how they begin nor how they leave does any harm.
import { once } from 'node:events'
import { connect } from 'node:net'
import { signRequest } from '@hostler/wire/sigv4/sign'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { expect, onTestFinished, test } from 'vitest'

const upgradeHeaders = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** Asks for an upgrade and resets the connection at once, or a moment later. */
async function askAndReset(url: URL, headers: Readonly<Record<string, string>>, isAtOnce: boolean): Promise<void> {
  const socket = connect({ host: url.hostname, port: Number(url.port) })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const lines = Object.entries({ host: url.host, ...upgradeHeaders, ...headers }).map(each => each.join(': '))
  socket.write(`GET ${url.pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  if (!isAtOnce) await new Promise(setImmediate)
  socket.resetAndDestroy()
}

test('a caller that resets its connection while the plane looks who it is does not end the plane', async () => {
  await using plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const agent = await plane.host()
  const scope = agent.signing('ssmmessages', await agent.join())
  const url = new URL(`${plane.url}/v1/data-channel/ada-0123456789abcdef0`)
  const faults: unknown[] = []
  const note = (fault: unknown) => faults.push(fault)
  process.on('uncaughtException', note)
  onTestFinished(() => void process.off('uncaughtException', note))
  const ways = [
    {},
    { authorization: 'AWS4-HMAC-SHA256 x' },
    signRequest({ method: 'GET', url, headers: {} }, scope.credentials, scope),
  ]
  for (const headers of ways) {
    for (let i = 0; i < 20; i++) await askAndReset(url, headers, i % 2 === 0)
  }
  // Those before it are done with when a later one is answered.
  for (let i = 0; i < 20; i++) await fetch(plane.url).then(reply => reply.text())
  expect(faults).toEqual([])
})
