import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { storageContract } from '../contract/storage-contract.ts'
import { openSqlite } from './sqlite-database.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hostler-sqlite-'))
}

describe('SQLite', () => {
  storageContract(async () => {
    const folder = temporaryFolder()
    const storage = await openSqliteStorage(join(folder, 'plane.db'))
    return {
      ...storage,
      async close() {
        await storage.close()
        rmSync(folder, { recursive: true })
      },
    }
  })

  test('every connection writes ahead and waits for the disk', () => {
    const folder = temporaryFolder()
    const { connection, close } = openSqlite(join(folder, 'plane.db'))
    expect(connection.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(connection.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    close()
    rmSync(folder, { recursive: true })
  })

  test('what was written is there when the file is opened again', async () => {
    const folder = temporaryFolder()
    const account = { id: '111122223333', name: 'a', createdAt: new Date(5), status: 'active' as const }
    const first = await openSqliteStorage(join(folder, 'plane.db'))
    await first.write(writer => writer.accounts.insert(account))
    await first.close()
    const second = await openSqliteStorage(join(folder, 'plane.db'))
    expect(await second.read.accounts.find(account.id)).toEqual(account)
    await second.close()
    rmSync(folder, { recursive: true })
  })
})
