import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestObjects, type TestObjects } from '../object/test-objects.ts'
import { createChunkTokens } from './chunk-token.ts'
import type { ObjectToKeep } from './record-bucket.ts'
import { createRecordCopies } from './record-copies.ts'
import { recordDestinationSetting } from './record-destination.ts'
import { createSessionRecords } from './session-records.ts'
import type { SessionRecord } from './session-record.ts'

let t: TestObjects
beforeAll(async () => {
  t = await openTestObjects()
})
afterAll(() => t.close())

const scope = { accountId: '123456789012', region: 'us-east-1' }

/** A plane's part in it, on the storage that earlier planes left. */
function openCopies(put: (key: string) => Promise<void>) {
  const written: ObjectToKeep[] = []
  const failures: unknown[] = []
  let nowMs = Date.UTC(2026, 0, 2)
  const copies = createRecordCopies({
    storage: t.storage,
    bucket: {
      check: () => Promise.resolve(),
      async put(_scope, _now, _destination, object) {
        await put(object.key)
        written.push(object)
      },
    },
    async *bytesOf() {},
    keyId: 'key',
    clock: { now: () => new Date(nowMs), sleep: () => Promise.reject(new Error('nobody sleeps')) },
    failed: (_, error) => failures.push(error),
  })
  return { ...copies, written, failures, pass: (seconds: number) => void (nowMs += seconds * 1000) }
}

async function endRecord(id: string): Promise<void> {
  const records = createSessionRecords({
    storage: t.storage,
    pages: { read: () => Promise.reject(new Error('nobody reads')), delete: async () => {} },
    tokens: createChunkTokens(Buffer.alloc(32)),
    keptDays: 30,
  })
  const startedAt = new Date(Date.UTC(2025, 11, 31, 23, 59))
  const rest = { nodeId: 'i-1', owner: 'ada', documentName: 'd', startedAt, hasInput: false }
  await t.storage.write(({ settings }) =>
    settings.put(scope, { id: recordDestinationSetting, value: 'vault/p', modifiedAt: startedAt, modifiedBy: 'ada' }),
  )
  await records.opened({ ...scope, id, ...rest })
  await records.ended(scope, id, { at: new Date(Date.UTC(2026, 0, 1)), reason: 'exit', isInterrupted: false })
}

const find = async (id: string): Promise<SessionRecord> => (await t.storage.read.records.find(scope, id))!

test('a plane that dies between the end of a record and its copy leaves the copy to the next one', async () => {
  await endRecord('ada')
  const begun = Promise.withResolvers<void>()
  const first = openCopies(() => {
    begun.resolve()
    return new Promise(() => {})
  })
  void first.copyDue()
  await begun.promise
  expect((await find('ada')).copy).toMatchObject({ state: 'pending', failures: 0 })
  const next = openCopies(() => Promise.resolve())
  await next.copyDue()
  const key = `p/${scope.accountId}/${scope.region}/2025/12/31/ada.record`
  expect((await find('ada')).copy).toMatchObject({ state: 'copied', bucket: 'vault', key })
  expect(next.written.map(object => object.key)).toEqual([key])
})

test('pauses grow to ten minutes, and what is no rule’s answer is for the log', async () => {
  await endRecord('bob')
  const plane = openCopies(() => Promise.reject(new Error('EIO: /secret/path')))
  const pauses: number[] = []
  for (let attempt = 0; attempt < 9; attempt++) {
    await plane.copyDue()
    const { copy } = await find('bob')
    if (copy?.state !== 'pending') throw new Error('not pending')
    expect(copy.problem).toBe('The plane could not write it; its log says why.')
    const before = plane.failures.length
    plane.pass(pauses.at(-1) === undefined ? 9 : 0)
    await plane.copyDue()
    expect(plane.failures.length).toBe(before)
    const dueMs = copy.dueAt.getTime() - Date.UTC(2026, 0, 2)
    pauses.push(dueMs / 1000 - pauses.reduce((sum, each) => sum + each, 0))
    plane.pass(pauses.at(-1)! - (attempt === 0 ? 9 : 0))
  }
  expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600])
})

test('one that cannot be copied holds no other up, and a stop ends the work after the copy that is made', async () => {
  for (const id of ['c1', 'c2', 'c3']) await endRecord(id)
  const plane = openCopies(async key => {
    if (key.endsWith('c1.record')) throw new Error('no')
    plane.stop()
  })
  await plane.copyDue()
  const states = await Promise.all(['c1', 'c2', 'c3'].map(async id => (await find(id)).copy!))
  expect(states.filter(({ state }) => state === 'copied')).toHaveLength(1)
  await openCopies(() => Promise.resolve()).copyDue()
  expect((await find('c3')).copy!.state).toBe('copied')
})
