// The plane is killed while writers put events: every batch that was acknowledged is there afterwards, none is there in
// part, and none twice.
import { signedCall } from '@hostler/testkit/raw-call'
import { expect, test } from 'vitest'
import { type ChildPlane, startChildPlane } from './child-plane.ts'
import { temporaryFolder } from './temporary-folder.ts'

const rounds = 4
const writers = 4
const batchSize = 5
const group = { logGroupName: '/sessions' }

async function logs({ file, administrator }: ChildPlane, operation: string, input: object) {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${operation}` }
  const signing = { credentials: administrator, region: file.region, service: 'logs', now: new Date() }
  const reply = await signedCall(file.url, { headers, body: JSON.stringify(input), ...signing })
  expect(reply.status, reply.text).toBe(200)
  return reply.json() as { events?: { message: string }[] }
}

test('kill -9 keeps every batch that was acknowledged, whole and once', async () => {
  using folder = temporaryFolder()
  const acknowledged = new Set<string>()
  const streamOf = (writer: number) => ({ ...group, logStreamName: `writer-${writer}` })
  for (let round = 0; round < rounds; round++) {
    await using plane = await startChildPlane(folder.path)
    if (round === 0) {
      await logs(plane, 'CreateLogGroup', group)
      for (let writer = 0; writer < writers; writer++) await logs(plane, 'CreateLogStream', streamOf(writer))
    }
    const firstOfRound = Promise.withResolvers<void>()
    const writing = Array.from({ length: writers }, async (_, writer) => {
      for (let batch = 0; ; batch++) {
        const name = `${round}/${writer}/${batch}`
        const timestamp = Date.now()
        const logEvents = Array.from({ length: batchSize }, () => ({ timestamp, message: name }))
        await logs(plane, 'PutLogEvents', { ...streamOf(writer), logEvents })
        acknowledged.add(name)
        if (acknowledged.size % (writers * 3) === 0) firstOfRound.resolve()
      }
    })
    await Promise.race([firstOfRound.promise, ...writing])
    await Promise.all([plane.kill(), Promise.allSettled(writing)])
  }
  await using plane = await startChildPlane(folder.path)
  const { events = [] } = await logs(plane, 'FilterLogEvents', group)
  const counts = Map.groupBy(events, ({ message }) => message)
  expect([...counts].filter(([, copies]) => copies.length !== batchSize)).toEqual([])
  expect([...acknowledged].filter(name => !counts.has(name))).toEqual([])
  expect(acknowledged.size).toBeGreaterThanOrEqual(rounds)
})
