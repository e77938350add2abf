import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storageContract } from '../contract/storage-contract.ts'
import { openPostgresStorage } from './postgres-storage.ts'
import { findPostgres, startPostgres, type TemporaryPostgres } from './temporary-postgres.ts'

const programs = findPostgres()
if (!programs) console.log('PostgreSQL contract suites skipped: no PostgreSQL server programs on this machine')

describe.skipIf(!programs)('PostgreSQL', () => {
  let server: TemporaryPostgres | undefined
  beforeAll(async () => {
    server = await startPostgres(programs!)
  })
  afterAll(() => server?.stop())

  describe('keeps the contract', () => storageContract(() => openPostgresStorage(server!.url)))

  test('a database has one plane at a time, and the next one when that is gone', async () => {
    const first = await openPostgresStorage(server!.url)
    await expect(openPostgresStorage(server!.url)).rejects.toThrow('another plane uses this database')
    await first.close()
    const second = await openPostgresStorage(server!.url)
    await second.close()
  })
})
