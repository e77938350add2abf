import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AgentWorld } from '../test/agent-world.ts'
import type { Answer } from '../test/scripted-plane.ts'

/** Bodies a confused or hostile plane might send: near misses of the real answers first. */
const body: fc.Arbitrary<unknown> = fc.oneof(
  fc.record(
    {
      __type: fc.oneof(fc.constantFrom('AccessDeniedException', 'ThrottlingException', '#', ''), fc.jsonValue()),
      InstanceId: fc.jsonValue(),
      AccessKeyId: fc.oneof(fc.constant('ASIAROLETOKEN0000000'), fc.jsonValue()),
      SecretAccessKey: fc.string(),
      SessionToken: fc.oneof(fc.string(), fc.jsonValue()),
      TokenExpirationDate: fc.oneof(fc.double(), fc.string(), fc.constant(null)),
      Messages: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
      message: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue().map(value => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('<TokenValue>', '<a><TokenValue>&amp;</TokenValue></a>', '<AccessDeniedException>'),
)
const status = fc.constantFrom(200, 201, 204, 301, 400, 403, 404, 500, 503, 599)
const answer: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ status, body }) },
  fc.constant('hang up'),
)

const OPERATIONS = [
  'RegisterManagedInstance',
  'RequestManagedInstanceRoleToken',
  'UpdateInstanceInformation',
  'GetMessages',
  'CreateControlChannel',
]

test('whatever the plane answers, the agent goes on waiting for something and can be stopped', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...OPERATIONS),
      fc.array(answer, { minLength: 1, maxLength: 3 }),
      async (operation, answers) => {
        const world = await new AgentWorld().open()
        try {
          world.plane.answer(operation, ...answers)
          const agent = world.start()
          await world.plane.seen.next(operation)
          await world.clock.whenSleepingAtAll()
          await agent.stop()
          expect(await agent.finished).toBe('stopped')
          expect(world.lines.all.filter(({ what }) => what.includes('Unexpected'))).toEqual([])
        } finally {
          await world.close()
        }
      },
    ),
    { numRuns: 60 },
  )
}, 30_000)

test('whatever the metadata service says, the agent either goes on waiting or ends for lack of an identity', async () => {
  const pages = [
    'meta-data/instance-id',
    'dynamic/instance-identity/document',
    'meta-data/identity-credentials/ec2/security-credentials/ec2-instance',
    'meta-data/iam/security-credentials/',
  ]
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constantFrom('{}', '[]', 'null', '\n', 'LabRole'))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...pages), text, fc.constantFrom(200, 404, 401), async (page, content, code) => {
      const world = await new AgentWorld().open()
      try {
        world.imds.put(page, content, code)
        const agent = world.start()
        await Promise.race([agent.finished, world.clock.whenSleepingAtAll()])
        await agent.stop()
        expect(await agent.finished).toMatch(/^(stopped|no-identity)$/)
        expect(world.lines.all.filter(({ what }) => what.includes('Unexpected'))).toEqual([])
      } finally {
        await world.close()
      }
    }),
    { numRuns: 60 },
  )
}, 30_000)
