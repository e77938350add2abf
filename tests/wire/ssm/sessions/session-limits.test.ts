// How long sessions may last and idle, as the account's preferences say.
import { CreateDocumentCommand } from '@aws-sdk/client-ssm'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenSession, SessionPlane } from './session-plane.ts'

let sessions: SessionPlane

beforeAll(async () => {
  sessions = await SessionPlane.start()
  const inputs = { idleSessionTimeout: '2', maxSessionDuration: '6' }
  const Content = JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs })
  const Name = 'SSM-SessionManagerRunShell'
  await sessions.plane.admin.ssm.send(new CreateDocumentCommand({ Name, DocumentType: 'Session', Content }))
})
afterAll(() => sessions.close())

/** Time goes by in steps: a host that answers nothing for long is taken for gone. */
async function pass(seconds: number, { host, client }: OpenSession): Promise<void> {
  for (let left = seconds; left > 0; left -= 20) {
    await sessions.plane.clock.advance({ seconds: Math.min(20, left) })
    await Promise.all([host.settled(), client.settled(), sessions.host.control.settled()])
  }
}

const over = async ({ client, sessionId }: OpenSession) => {
  const { output } = readChannelClosed((await client.next(messageTypes.channelClosed)).payload)!
  return { output, ...(await sessions.find(sessionId, 'History')) }
}

test('a session without input ends after the idle time; input begins it anew', async () => {
  const open = await sessions.open()
  for (const text of ['ls', 'pwd']) {
    await pass(100, open)
    open.client.send(messageTypes.input, text)
    await open.host.next(messageTypes.input)
  }
  await pass(100, open)
  expect(open.client.received).toEqual([])
  await sessions.plane.clock.advance({ seconds: 22 })
  const output = 'Your session timed out due to inactivity.'
  expect(await over(open)).toMatchObject({ output, Status: 'Terminated', Details: output })
  const told = await sessions.host.control.next(messageTypes.channelClosed)
  expect(readChannelClosed(told.payload)).toMatchObject({ sessionId: open.sessionId })
})

test('neither acknowledgements nor input that was had before keep a session alive', async () => {
  const open = await sessions.open()
  open.host.send(messageTypes.output, '$ ')
  const output = await open.client.next(messageTypes.output)
  open.client.send(messageTypes.input, 'ls', 0)
  await open.host.next(messageTypes.input)
  await pass(100, open)
  open.client.acknowledge(output)
  open.client.send(messageTypes.input, 'ls', 0)
  await open.client.settled()
  await sessions.plane.clock.advance({ seconds: 22 })
  expect((await over(open)).output).toBe('Your session timed out due to inactivity.')
})

test('a session that is never idle ends when it has lasted as long as it may', async () => {
  const open = await sessions.open()
  expect(await sessions.find(open.sessionId, 'Active')).toMatchObject({ MaxSessionDuration: '6' })
  for (let part = 0; part < 17; part++) {
    await pass(20, open)
    open.client.send(messageTypes.input, 'x')
    await open.host.next(messageTypes.input)
  }
  expect(open.client.received).toEqual([])
  await sessions.plane.clock.advance({ seconds: 22 })
  const output = 'Your session has reached its maximum duration.'
  expect(await over(open)).toMatchObject({ output, Status: 'Terminated', Details: output })
})
