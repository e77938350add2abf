import { afterAll, beforeAll, describe } from 'vitest'
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

  storageContract(() => openPostgresStorage(server!.url))
})
