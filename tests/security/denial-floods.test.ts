// Somebody with a valid key and no rights cannot fill the disk with denials, nor push out what others are to see.
import { TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import { newDecisionId } from '@hostler/plane/domain/decision/decision'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

async function denied({ ssm }: TestClients, name: string): Promise<string> {
  const error = await ssm.send(new GetParameterCommand({ Name: name })).then(
    () => undefined,
    (reason: unknown) => reason as { $response: { headers: Record<string, string> } },
  )
  return error!.$response.headers['x-hostler-decision-id']!
}

function denialsOf(plane: TestPlane, user: string): number {
  const database = new DatabaseSync(join(plane.dataDir, 'plane.db'), { readOnly: true })
  try {
    const count = 'select count(*) as count from access_decision where kind = ? and identity_arn like ?'
    return Number(database.prepare(count).get('denial', `%user/${user}`)!['count'])
  } finally {
    database.close()
  }
}

test('of one caller a hundred denials in ten minutes are written; the others are counted, and lead to a record', async () => {
  await using plane = await startTestPlane()
  const eve = await plane.user('eve')
  const ada = await plane.user('ada')
  const first = await denied(eve, '/a/first')
  const flood = await Promise.all(Array.from({ length: 250 }, (_, i) => denied(eve, `/a/${i}`)))
  expect(await denied(eve, '/a/first')).toBe(first)
  expect(denialsOf(plane, 'eve')).toBe(100)
  expect(new Set([first, ...flood]).size).toBe(100)
  await denied(ada, '/a/1')
  expect(denialsOf(plane, 'ada')).toBe(1)
  await plane.clock.advance({ seconds: 5 })
  await plane.running.app.flushDecisions()
  const { decisions } = plane.running.app.storage.read
  const { items } = await decisions.list(plane.accountId, { isAllowed: false }, { limit: 500 })
  expect(items.reduce((sum, { counted }) => sum + 1 + counted, 0)).toBe(253)
  await plane.clock.advance({ minutes: 10 })
  await denied(eve, '/a/later')
  expect(denialsOf(plane, 'eve')).toBe(101)
})

test('of names as long as a request may be nothing is kept, and of a long program’s name the beginning', async () => {
  await using plane = await startTestPlane()
  const eve = await plane.user('eve')
  expect(await denied(eve, `/${'x'.repeat(900_000)}`)).toBeUndefined()
  expect(denialsOf(plane, 'eve')).toBe(0)
  eve.ssm.middlewareStack.add(
    next => async args => {
      Object.assign((args.request as { headers: object }).headers, { 'user-agent': 'x'.repeat(50_000) })
      return next(args)
    },
    { step: 'build', priority: 'low' },
  )
  const id = await denied(eve, '/a')
  const decision = await plane.running.app.storage.read.decisions.find(plane.accountId, id)
  expect(decision!.userAgent).toBe(`${'x'.repeat(512)}…`)
})

test('each kind is kept within its number, of one caller within a tenth of it, and none longer than its days', async () => {
  await using plane = await startTestPlane({ decisionRecords: 40, decisionDays: 2 })
  const users = await Promise.all(Array.from({ length: 14 }, (_, i) => plane.user(`user-${i}`)))
  for (const user of users) for (let i = 0; i < 6; i++) await denied(user, `/a/${i}`)
  const { app } = plane.running
  const list = async (isAllowed: boolean) =>
    (await app.storage.read.decisions.list(plane.accountId, { isAllowed }, { limit: 500 })).items
  const denials = await list(false)
  expect(denials.length).toBeGreaterThanOrEqual(40)
  expect(denials.length).toBeLessThanOrEqual(44)
  const perCaller = [...Map.groupBy(denials, ({ identityArn }) => identityArn).values()].map(({ length }) => length)
  expect(Math.max(...perCaller)).toBeLessThanOrEqual(5)
  expect((await list(true)).map(({ kind }) => kind)).toContain('change')
  await plane.clock.advance({ hours: 49 })
  await app.purgeDecisions()
  expect([...(await list(false)), ...(await list(true))]).toEqual([])
})

test('a purge finds what grew unnoticed before a restart', async () => {
  await using plane = await startTestPlane({ decisionRecords: 100 })
  const { app } = plane.running
  const eve = await plane.user('eve')
  await denied(eve, '/a/0')
  const [one] = (await app.storage.read.decisions.list(plane.accountId, { isAllowed: false }, { limit: 1 })).items
  const more = Array.from({ length: 30 }, () => ({ ...one!, id: newDecisionId(one!.at) }))
  await app.storage.write(writer => writer.decisions.add(more))
  expect(denialsOf(plane, 'eve')).toBe(31)
  await app.purgeDecisions()
  expect(denialsOf(plane, 'eve')).toBe(10)
})

test('one call about a thousand things that are not there is one record, which names some of them', async () => {
  await using plane = await startTestPlane({ decisionRecords: 100 })
  const Statement = { Effect: 'Allow', Action: 'ec2:TerminateInstances', Resource: '*' }
  const ops = await plane.user('ops', { Version: '2012-10-17', Statement })
  const InstanceIds = Array.from({ length: 1_000 }, (_, i) => `i-${String(i).padStart(17, '0')}`)
  for (let i = 0; i < 5; i++) {
    await expect(ops.ec2.send(new TerminateInstancesCommand({ InstanceIds }))).rejects.toThrow('do not exist')
  }
  const { decisions } = plane.running.app.storage.read
  const { items } = await decisions.list(plane.accountId, { action: 'ec2:TerminateInstances' }, { limit: 500 })
  expect(items).toHaveLength(10)
  expect(items.reduce((sum, { counted }) => sum + 1 + counted, 0)).toBe(5_000)
  expect(items.find(({ counted }) => counted > 0)!.alsoOn).toHaveLength(20)
  expect((await decisions.list(plane.accountId, { action: 'iam:CreateUser' }, { limit: 9 })).items).toHaveLength(1)
})
