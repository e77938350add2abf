// A client that is away: what its host says meanwhile is kept up to a bound, where the host has to wait.
import { createHash } from 'node:crypto'
import { ResumeSessionCommand } from '@aws-sdk/client-ssm'
import { messageTypes } from '@hostler/channel/frame/frame'
import { openClient } from '@hostler/testkit/session-ends'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SessionPlane } from './session-plane.ts'

let sessions: SessionPlane
beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const messageBytes = 64 * 1024
const messages = 512

test('a host is held back while its client is away, and every byte is there once when that is back', async () => {
  const { sessionId, host, client } = await sessions.open()
  client.close()
  await client.closed
  const sent = createHash('sha256')
  for (let n = 0; n < messages; n++) {
    const bytes = Buffer.alloc(messageBytes, `${n} `)
    sent.update(bytes)
    host.send(messageTypes.output, bytes)
  }
  // What the plane does not read stays on this side of the network.
  let waiting = -1
  while (waiting !== host.socket.bufferedAmount) {
    waiting = host.socket.bufferedAmount
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  expect(waiting).toBeGreaterThan((messages * messageBytes) / 2)

  const again = await openClient(
    await sessions.plane.admin.ssm.send(new ResumeSessionCommand({ SessionId: sessionId })),
  )
  const received = createHash('sha256')
  for (let n = 0; n < messages; n++) {
    const frame = await again.next(messageTypes.output)
    expect(frame.sequence).toBe(n)
    received.update(frame.payload)
    again.acknowledge(frame)
  }
  expect(received.digest('hex')).toBe(sent.digest('hex'))
  expect(again.received).toEqual([])
})

test('a client can be away for as long as the session may idle, and no longer', async () => {
  const { sessionId, host, client } = await sessions.open()
  client.close()
  await client.closed
  const pass = async (seconds: number) => {
    for (let left = seconds; left > 0; left -= 20) {
      await sessions.plane.clock.advance({ seconds: Math.min(20, left) })
      await Promise.all([host.settled(), sessions.host.control.settled()])
    }
  }
  await pass(19 * 60)
  const resume = () => sessions.plane.admin.ssm.send(new ResumeSessionCommand({ SessionId: sessionId }))
  const again = await openClient(await resume())
  again.close()
  await again.closed
  await pass(21 * 60)
  expect((await resume()).TokenValue).toBeUndefined()
  expect(await sessions.find(sessionId, 'History')).toMatchObject({
    Status: 'Terminated',
    Details: 'Your session timed out due to inactivity.',
  })
})
