import { expect, test } from 'vitest'
import { openWorld } from '../../test/agent-world.ts'
import { HttpTimeout } from '../runtime/http.ts'
import { refusal } from '../../test/scripted-plane.ts'

const MESSAGE = {
  MessageId: 'aws.ssm.00000000-0000-4000-8000-000000000000.i-0123456789abcdef0',
  Topic: 'aws.ssm.sendCommand.eu-west-1.1',
  Destination: 'i-0123456789abcdef0',
  CreatedDate: '2026-11-22T00:00:00.000Z',
  Payload: '{}',
}

test('messages are logged and ignored; what is no message is not even logged', async () => {
  const world = await openWorld()
  const Messages = [null, 7, { MessageId: 'only' }, { ...MESSAGE, Topic: 'forged\nline' }, MESSAGE]
  world.plane.answer('GetMessages', { status: 200, body: { Messages } }, { status: 200, body: { Messages: [] } })
  world.start()
  expect(await world.line(MESSAGE.Topic)).toContain(`Ignored message ${MESSAGE.MessageId}`)
  await world.line('forged line')
  expect(world.lines.all.filter(({ what }) => what.includes('Ignored message'))).toHaveLength(2)
})

test.each([
  ['nothing', ''],
  ['no JSON', '<html>'],
  ['a list', '[]'],
  ['messages that are no list', '{"Messages":7}'],
])('an answer of %s is a poll without messages', async (_name, body) => {
  const world = await openWorld()
  world.plane.answer('GetMessages', { status: 200, body })
  world.start()
  await world.clock.fire('message poll')
  await world.plane.seen.next('GetMessages')
  await world.plane.seen.next('GetMessages')
})

test('a poll that was held is followed by the next at once', async () => {
  const world = await openWorld()
  let polls = 0
  world.plane.answers.set('GetMessages', () => {
    if (++polls <= 2) world.clock.advance(15)
    return { status: 200, body: { Messages: [] } }
  })
  world.start()
  await world.clock.whenSleeping('message poll')
  expect(polls).toBe(3)
})

test('failed polls go on, with one log line for many', async () => {
  const world = await openWorld()
  world.plane.answer('GetMessages', refusal('AccessDeniedException'))
  world.start()
  for (let poll = 0; poll < 5; poll++) await world.clock.fire('message poll')
  await world.clock.whenSleeping('message poll')
  expect(world.lines.all.filter(({ what }) => what.includes('Polling for messages failed'))).toHaveLength(1)
})

test('a poll that ran out of time is repeated soon with the same request id', async () => {
  const world = await openWorld()
  const ids: unknown[] = []
  const { http } = world.peers
  world.peers.http = (request, signal) => {
    if (!request.headers['X-Amz-Target']?.endsWith('.GetMessages')) return http(request, signal)
    ids.push((JSON.parse(String(request.body)) as Record<string, unknown>)['MessagesRequestId'])
    return ids.length === 1 ? Promise.reject(new HttpTimeout(request)) : http(request, signal)
  }
  world.start()
  expect(await world.clock.fire('retry of GetMessages')).toBe(0.1)
  await world.plane.seen.next('GetMessages')
  expect(ids).toHaveLength(2)
  expect(ids[1]).toBe(ids[0])
})
