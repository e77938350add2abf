import { expect, test } from 'vitest'
import { openWorld } from '../../test/agent-world.ts'
import { CHANNEL_CREATED, type Answer } from '../../test/scripted-plane.ts'

test('a broken channel is opened anew after a short random wait, with a new token', async () => {
  const world = await openWorld()
  world.start()
  const { socket } = await world.plane.channels.next('open')
  socket.terminate()
  expect(await world.clock.fire('control channel reconnect')).toBe(1.25)
  await world.plane.channels.next('open')
  expect(world.plane.seen.count('CreateControlChannel')).toBe(2)
})

test.each<[string, Answer]>([
  ['a 200', { ...(CHANNEL_CREATED as { status: number; body: unknown }), status: 200 }],
  ['a 503', { status: 503, body: '' }],
  ['a 201 without a token', { status: 201, body: '<Response><TokenValue></TokenValue></Response>' }],
  ['a 201 that is no XML', { status: 201, body: '{"TokenValue":"token"}' }],
  ['a broken connection', 'hang up'],
])('%s is retried with doubling delays and never given up', async (_name, answer) => {
  const world = await openWorld()
  world.plane.answer('CreateControlChannel', answer)
  world.start()
  const waits: number[] = []
  for (let attempt = 0; attempt < 12; attempt++) waits.push(await world.clock.fire('control channel retry'))
  const delays = [7.5, 15, 30, 60, 120, 240, 480, 960, 1920, 2400, 2400, 2400]
  expect(waits).toEqual(delays.map(delay => delay * 1.25))
})

test('a refused WebSocket is retried in the same way', async () => {
  const world = await openWorld()
  world.plane.answers.set('control channel', () => 'hang up')
  world.start()
  expect(await world.clock.whenSleeping('control channel retry')).toBe(9.375)
  world.plane.answers.delete('control channel')
  await world.clock.fire('control channel retry')
  await world.plane.channels.next('open')
})

test('a ping leaves every 54 seconds', async () => {
  const world = await openWorld()
  world.start()
  const { frames } = await world.plane.channels.next('open')
  for (let ping = 0; ping < 2; ping++) {
    expect(await world.clock.fire('channel ping')).toBe(54)
    expect(await frames.next('ping')).toBe('keepalive')
  }
})

test('a channel without pongs is dropped after 114 seconds, messages or not', async () => {
  const world = await openWorld()
  world.start()
  const { socket, frames } = await world.plane.channels.next('open')
  expect(await world.clock.whenSleeping('channel deadline')).toBe(114)
  world.clock.advance(100)
  socket.send(Buffer.alloc(120))
  await world.line('Ignored a control message')
  world.clock.advance(14)
  await frames.next('close')
  await world.clock.whenSleeping('control channel reconnect')
})

test('each pong gives the channel another minute', async () => {
  const world = await openWorld()
  world.start()
  const { socket, frames } = await world.plane.channels.next('open')
  await world.clock.whenSleeping('channel deadline')
  world.clock.advance(100)
  socket.pong()
  socket.send(Buffer.alloc(120))
  await world.line('Ignored a control message')
  world.clock.advance(14)
  expect(await world.clock.whenSleeping('channel deadline')).toBe(46)
  expect(frames.count('close')).toBe(0)
  world.clock.advance(46)
  await frames.next('close')
})

test.each([
  ['no bytes', Buffer.alloc(0)],
  ['a short frame', Buffer.from('abc')],
  ['a frame of an unknown type', Buffer.concat([Buffer.from([0, 0, 0, 116]), Buffer.alloc(200, 'x')])],
])('%s from the plane is logged and ignored', async (_name, frame) => {
  const world = await openWorld()
  world.start()
  const { socket, frames } = await world.plane.channels.next('open')
  socket.send(frame)
  await world.line(`Ignored a control message of ${frame.length} bytes`)
  await world.clock.fire('channel ping')
  await frames.next('ping')
})

test('a message larger than the agent takes breaks the channel, which is opened anew', async () => {
  const world = await openWorld()
  world.start()
  const { socket } = await world.plane.channels.next('open')
  socket.send(Buffer.alloc(1024 * 1024 + 1))
  await world.clock.fire('control channel reconnect')
  await world.plane.channels.next('open')
})
