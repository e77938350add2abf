import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openWorld } from '../../../test/agent-world.ts'
import { ENCRYPTED, ScriptedStores, type StoreAnswer } from '../../../test/scripted-stores.ts'
import { sessionsOn } from '../../../test/scripted-session.ts'

/** Near misses of the real answers first. */
const body = fc.oneof(
  fc.constantFrom(
    ENCRYPTED,
    '<Error><Code>',
    '<UploadId></UploadId>',
    '<SSEAlgorithm>AES256</SSEAlgorithm>',
    '{}',
    'null',
    '[]',
  ),
  fc
    .record({ logGroups: fc.jsonValue(), nextToken: fc.oneof(fc.constant('t'), fc.jsonValue()) })
    .map(value => JSON.stringify(value)),
  fc.record({ logStreams: fc.jsonValue(), nextSequenceToken: fc.jsonValue() }).map(value => JSON.stringify(value)),
  fc.constantFrom(
    '{"__type":"InvalidSequenceTokenException"}',
    '{"__type":"x#DataAlreadyAcceptedException","message":5}',
  ),
  fc.string({ unit: 'binary' }),
  fc.uint8Array().map(bytes => Buffer.from(bytes)),
)
const headers = fc.constantFrom<Record<string, string>>(
  {},
  { 'x-amz-bucket-region': '../x' },
  { 'x-amz-bucket-region': 'us-east-1' },
  { ETag: '"><Part>"' },
  { location: 'http://127.0.0.1:1/' },
  { 'content-encoding': 'gzip' },
)
const status = fc.constantFrom(200, 200, 200, 204, 301, 307, 400, 403, 404, 500, 503)
const answer: fc.Arbitrary<StoreAnswer | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ status, headers, body }) },
  fc.constant(undefined),
)

const document = (command: string, mustBeEncrypted: boolean) => ({
  document: {
    schemaVersion: '1.0',
    sessionType: 'NonInteractiveCommands',
    inputs: {
      s3BucketName: 'b',
      s3EncryptionEnabled: mustBeEncrypted,
      cloudWatchLogGroupName: 'g',
      cloudWatchStreamingEnabled: true,
    },
    properties: { linux: { commands: command } },
  },
})

test('whatever the stores answer, every session ends and the agent goes on', async () => {
  const world = await openWorld()
  const stores = await ScriptedStores.open()
  await world.configure({
    S3: { Endpoint: stores.url },
    Logs: { Endpoint: stores.url },
    Hostler: { Timing: { apiRetry: 0 } },
  })
  const start = await sessionsOn(world)
  const property = fc.asyncProperty(
    fc.array(answer, { minLength: 1, maxLength: 8 }),
    fc.boolean(),
    async (answers, mustBeEncrypted) => {
      let next = 0
      stores.answer = () => answers[next++ % answers.length]
      const outcome = await world.meanwhile(start(document('echo hello', mustBeEncrypted)).start().outcome())
      expect(outcome.FinalTaskStatus).toMatch(mustBeEncrypted ? /^(Success|Failed)$/ : /^Success$/)
      expect(world.lines.all.filter(({ what }) => /Unexpected|at file:/.test(what))).toEqual([])
    },
  )
  await fc.assert(property, { numRuns: 40 })
}, 60_000)

test('answers of ten megabytes are not read to their end', async () => {
  const world = await openWorld()
  const stores = await ScriptedStores.open()
  await world.configure({
    S3: { Endpoint: stores.url },
    Logs: { Endpoint: stores.url },
    Hostler: { Timing: { apiRetry: 0 } },
  })
  stores.answer = () => ({ body: Buffer.alloc(10 * 1024 * 1024, '<SSEAlgorithm>') })
  const session = (await sessionsOn(world))(document('echo hello', true)).start()
  const outcome = await world.meanwhile(session.outcome())
  expect(outcome.Output).toContain('unable to validate encryption on Amazon S3 bucket. Error: RequestError: ')
  expect(outcome.Output).toContain('larger than')
})
