// Opens the storage that the configuration names.
import { join } from 'node:path'
import type { PlaneConfig } from './config/config.ts'
import type { Storage } from './domain/storage.ts'
import { openPostgresStorage } from './storage/postgres/postgres-storage.ts'
import { openSqliteStorage } from './storage/sqlite/sqlite-storage.ts'

/** The data folder must be there, and be claimed. */
export function openStorage({ storage, dataDir }: PlaneConfig): Promise<Storage> {
  return storage.engine === 'sqlite' ? openSqliteStorage(join(dataDir, 'plane.db')) : openPostgresStorage(storage.url)
}
