import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqliteStorage } from '../../storage/sqlite/sqlite-storage.ts'
import type { Storage } from '../storage.ts'
import type { ChainEnd } from './audit-event.ts'
import { type AuditTrail, createAuditTrail } from './audit-trail.ts'

const key = { id: 'ab'.repeat(16), sign: () => 'cd'.repeat(64) }
const accountId = '111122223333'
const dayMs = 24 * 3_600_000

let folder: string
let storage: Storage
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostler-trail-'))
  storage = await openSqliteStorage(join(folder, 'plane.db'))
})
afterAll(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

const shortened: [written: number, found: number][] = []
function openTrail(keptDays = 0): AuditTrail {
  const note = (_id: string, written: ChainEnd, found: ChainEnd) => shortened.push([written.sequence, found.sequence])
  return createAuditTrail({ storage, key, keptDays, shortened: note })
}

function append(trail: AuditTrail, id: string, account = accountId, at = new Date(0)): Promise<void> {
  const facts = { region: 'r', name: 'N', source: 's', isRead: false, resources: [] }
  return trail.append({ ...facts, id, accountId: account, at, record: `{"id":"${id}"}` })
}

const eventsOf = (account: string) => storage.read.audit.listFrom(account, 1, 1_000)

test('what comes at the same time is one write in the order of coming, of which the last event is signed', async () => {
  const trail = openTrail()
  const other = '444455556666'
  await Promise.all([
    ...Array.from({ length: 100 }, (_, index) => append(trail, `e${index}`)),
    append(trail, 'elsewhere', other),
  ])
  const events = await eventsOf(accountId)
  expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => `e${index}`))
  expect(events.flatMap(({ sequence, signed }) => (signed ? [sequence] : []))).toEqual([100])
  expect((await eventsOf(other)).map(({ signed }) => signed?.keyId)).toEqual([key.id])
  expect(new Set(events.map(({ hash }) => hash)).size).toBe(100)
  expect(events.slice(1).every(({ previous }, index) => previous === events[index]!.hash)).toBe(true)
})

test('a trail that somebody shortened behind the plane is noticed at the next event', async () => {
  const trail = openTrail()
  const account = '777788889999'
  await append(trail, 'one', account)
  await append(trail, 'two', account)
  const database = new DatabaseSync(join(folder, 'plane.db'))
  database.exec(
    `DROP TRIGGER audit_event_goes; DELETE FROM audit_event WHERE account_id = '${account}' AND sequence = 2`,
  )
  database.close()
  expect(shortened).toEqual([])
  await append(trail, 'three', account)
  expect(shortened).toEqual([[2, 1]])
  await append(trail, 'four', account)
  expect(shortened).toHaveLength(1)
})

test('events go in portions, up to the first that is kept', async () => {
  const trail = openTrail(10)
  const id = '121212121212'
  await storage.write(writer => writer.accounts.insert({ id, name: 'a', createdAt: new Date(0), status: 'active' }))
  const old = Array.from({ length: 1_200 }, (_, index) => append(trail, `o${index}`, id))
  await Promise.all([...old, append(trail, 'young', id, new Date(5 * dayMs)), append(trail, 'late', id)])
  await trail.purge(new Date(9 * dayMs))
  expect(await eventsOf(id)).toHaveLength(1_000)
  await trail.purge(new Date(11 * dayMs))
  expect((await eventsOf(id)).map(event => event.id)).toEqual(['young', 'late'])
  expect(await storage.read.audit.findCut(id)).toMatchObject({ sequence: 1_200 })
})
