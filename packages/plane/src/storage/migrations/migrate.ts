// Brings a database to the newest form. Migrations go forward only and are listed here by name.
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import * as spine from './0001-spine.ts'
import * as documents from './0002-documents.ts'
import * as sessions from './0003-sessions.ts'
import * as activations from './0004-activations.ts'
import * as records from './0005-records.ts'
import * as groupsAndPolicies from './0006-groups-and-policies.ts'
import * as people from './0007-people.ts'
import * as organizations from './0008-organizations.ts'
import * as decisions from './0009-decisions.ts'
import * as logs from './0010-logs.ts'
import * as audit from './0011-audit.ts'
import * as bucketsAndObjects from './0012-buckets-and-objects.ts'
import * as recordCopies from './0013-record-copies.ts'

const migrations: Record<string, Migration> = {
  '0001-spine': spine,
  '0002-documents': documents,
  '0003-sessions': sessions,
  '0004-activations': activations,
  '0005-records': records,
  '0006-groups-and-policies': groupsAndPolicies,
  '0007-people': people,
  '0008-organizations': organizations,
  '0009-decisions': decisions,
  '0010-logs': logs,
  '0011-audit': audit,
  '0012-buckets-and-objects': bucketsAndObjects,
  '0013-record-copies': recordCopies,
}

/** Applies what is missing; throws the first failure. */
export async function migrate<S>(db: Kysely<S>): Promise<void> {
  const migrator = new Migrator({
    db: db as Kysely<unknown>,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error) throw new Error('the database could not be brought to its newest form', { cause: error })
}
