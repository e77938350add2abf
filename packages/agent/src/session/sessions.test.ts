import { randomUUID } from 'node:crypto'
import { messageTypes } from '@hostler/channel/frame/frame'
import { FrameWriter } from '@hostler/channel/frame/frame-writer'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openWorld } from '../../test/agent-world.ts'
import { sessionsOn } from '../../test/scripted-session.ts'
import { readStartMessage } from './document/start-message.ts'
import { sha256 } from './stream/session-stream.ts'

const foo = { schemaVersion: '1.0', sessionType: 'Foo' }

test('a session that cannot be is reported as failed, without a data channel', async () => {
  const world = await openWorld()
  const session = (await sessionsOn(world))({ document: foo }).start()
  expect(await session.outcome()).toMatchObject({
    SchemaVersion: 1,
    Topic: 'agent_task_complete',
    FinalTaskStatus: 'Failed',
    IsRoutingFailure: false,
    Output: expect.stringContaining('Plugin with name Foo is not supported') as string,
    RetryNumber: 1,
  })
  expect(world.plane.seen.count('CreateDataChannel')).toBe(0)
})

test('an end that nobody acknowledges is told three times, a second apart, as one message', async () => {
  const world = await openWorld()
  const agent = world.start()
  const control = await world.plane.channels.next('open')
  const content = JSON.stringify({ SessionId: 'alice-1', DocumentContent: foo })
  const writer = new FrameWriter({ digest: sha256, randomUUID })
  control.socket.send(writer.message(messageTypes.startSession, writeJson({ Content: content }), 1))
  const told = []
  for (let times = 0; times < 3; times++) {
    told.push(await control.messages.next(messageTypes.agentTaskComplete))
    expect(await world.clock.fire('session complete')).toBe(1)
  }
  expect(new Set(told.map(({ id }) => id)).size).toBe(1)
  expect(told.map(({ payload }) => readJson(payload)?.['RetryNumber'])).toEqual([1, 2, 3])
  await agent.stop()
  expect(control.messages.count(messageTypes.agentTaskComplete)).toBe(3)
})

test('a client that does not answer the handshake fails the session after 15 seconds', async () => {
  const world = await openWorld()
  const session = (await sessionsOn(world))({ document: { schemaVersion: '1.0', sessionType: 'Standard_Stream' } })
  world.plane.sessions.set(session.sessionId, () => {})
  session.start()
  expect(await world.clock.fire('session handshake')).toBe(15)
  expect(await session.outcome()).toMatchObject({
    FinalTaskStatus: 'Failed',
    Output:
      'Encountered error while initiating handshake. Handshake timed out. ' +
      'Please ensure that you have the latest version of the session manager plugin.',
  })
})

describe('a message to start a session', () => {
  const content = (value: unknown) => ({ TaskId: 'task-1', Content: JSON.stringify(value) })

  test.each<[string, unknown, unknown]>([
    ['without content', { TaskId: 'task-1' }, { sessionId: 'task-1', reason: expect.any(String) as string }],
    [
      'whose content is no JSON',
      { TaskId: 'task-1', Content: '{' },
      { sessionId: 'task-1', reason: expect.any(String) as string },
    ],
    [
      'without a document',
      content({ SessionId: 'bob-1' }),
      { sessionId: 'bob-1', reason: expect.any(String) as string },
    ],
    ['with an id that is a path', { ...content({ SessionId: '../x' }), TaskId: 'a/b' }, undefined],
    ['without any id', { Content: '{}' }, undefined],
    [
      'with nonsense members',
      content({ SessionId: 'bob-1', DocumentContent: {}, Parameters: 5, RunAsUser: {}, TargetName: 1 }),
      { sessionId: 'bob-1', document: {}, parameters: {}, runAsUser: '', owner: '', targetName: '' },
    ],
  ])('%s is read as what it is', (_name, message, expected) => {
    expect(readStartMessage(writeJson(message))).toEqual(expected)
  })

  test('never throws, whatever is in it', () => {
    const text = fc.oneof(fc.json(), fc.string())
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.record({ TaskId: fc.jsonValue(), Content: text }).map(it => JSON.stringify(it)),
        ),
        json => {
          const order = readStartMessage(Buffer.from(json))
          if (order) expect(order.sessionId).toMatch(/^[^/\s]{1,128}$/)
        },
      ),
    )
  })
})

test('documents of any content end in an outcome', async () => {
  const world = await openWorld()
  const start = await sessionsOn(world)
  const documents = fc.sample(
    fc.dictionary(
      fc.constantFrom('schemaVersion', 'sessionType', 'inputs', 'properties', 'parameters'),
      fc.oneof(fc.jsonValue(), fc.constantFrom('1.0', 'Standard_Stream')),
    ),
    40,
  )
  for (const document of documents) {
    const session = start({
      document: { ...document, inputs: { ...Object(document['inputs']), kmsKeyId: 'k' } },
    }).start()
    expect((await session.outcome()).FinalTaskStatus).toBe('Failed')
  }
})
