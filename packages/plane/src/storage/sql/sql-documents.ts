import type { Selectable } from 'kysely'
import type { Scope } from '../../domain/basics/scope.ts'
import type { Document, DocumentVersion, DocumentWriter, WholeVersion } from '../../domain/document/document.ts'
import type { Schema } from '../schema.ts'
import { pageOf } from './page-of.ts'
import { isIn } from './is-in.ts'
import type { Database } from './sql-stores.ts'

// A version is read whole; its content, which is large, stands apart so that listings leave it out.

export function sqlDocuments(db: Database): DocumentWriter {
  const versions = (scope: Scope, name: string) =>
    db.selectFrom('document_version').where(isIn(scope)).where('name', '=', name)
  const deleteVersions = (scope: Scope, name: string) =>
    db.deleteFrom('document_version').where(isIn(scope)).where('name', '=', name)
  return {
    async find(scope, name) {
      const row = await db
        .selectFrom('document')
        .selectAll()
        .where(isIn(scope))
        .where('name', '=', name)
        .executeTakeFirst()
      return row && toDocument(row)
    },
    async list({ accountId, region }) {
      const rows = await db
        .selectFrom('document')
        .innerJoin('document_version as v', join =>
          join
            .onRef('v.account_id', '=', 'document.account_id')
            .onRef('v.region', '=', 'document.region')
            .onRef('v.name', '=', 'document.name')
            .onRef('v.version', '=', 'document.default_version'),
        )
        .selectAll('document')
        .select('v.record')
        .where('document.account_id', '=', accountId)
        .where('document.region', '=', region)
        .orderBy('document.name')
        .execute()
      return rows.map(row => ({ document: toDocument(row), version: toVersion(row.record) }))
    },
    async count(scope) {
      const { count } = await db
        .selectFrom('document')
        .select(({ fn }) => fn.countAll().as('count'))
        .where(isIn(scope))
        .executeTakeFirstOrThrow()
      return Number(count)
    },
    async findVersion(scope, name, version) {
      const row = await versions(scope, name)
        .select(['record', 'content'])
        .where('version', '=', version)
        .executeTakeFirst()
      return row && { ...toVersion(row.record), text: row.content }
    },
    async findVersionNamed(scope, name, versionName) {
      const row = await versions(scope, name)
        .select(['record', 'content'])
        .where('version_name', '=', versionName)
        .executeTakeFirst()
      return row && { ...toVersion(row.record), text: row.content }
    },
    async listVersions(scope, name, { limit, after }) {
      let query = versions(scope, name).select(['version', 'record'])
      if (after !== undefined) query = query.where('version', '<', /^\d{1,9}$/.test(after) ? Number(after) : 0)
      const rows = await query
        .orderBy('version', 'desc')
        .limit(limit + 1)
        .execute()
      const toItem = (row: { record: string }) => toVersion(row.record)
      return pageOf(rows, { limit }, toItem, row => String(row.version))
    },
    async countVersions(scope, name) {
      const { count } = await versions(scope, name)
        .select(({ fn }) => fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    },
    async put({ accountId, region }, document) {
      const changed = {
        type: document.type,
        created_at: document.createdAt.getTime(),
        default_version: document.defaultVersion,
        latest_version: document.latestVersion,
        versions_made: document.versionsMade,
      }
      await db
        .insertInto('document')
        .values({ account_id: accountId, region, name: document.name, ...changed })
        .onConflict(conflict => conflict.columns(['account_id', 'region', 'name']).doUpdateSet(changed))
        .execute()
    },
    async putVersion({ accountId, region }, name, { text, ...version }) {
      const changed = {
        version_name: version.versionName ?? null,
        content: text,
        record: JSON.stringify(version),
      }
      await db
        .insertInto('document_version')
        .values({ account_id: accountId, region, name, version: version.version, ...changed })
        .onConflict(conflict => conflict.columns(['account_id', 'region', 'name', 'version']).doUpdateSet(changed))
        .execute()
    },
    async deleteVersion(scope, name, version) {
      await deleteVersions(scope, name).where('version', '=', version).execute()
    },
    async delete({ accountId, region }, name) {
      await deleteVersions({ accountId, region }, name).execute()
      await db.deleteFrom('document').where(isIn({ accountId, region })).where('name', '=', name).execute()
    },
  }
}

function toDocument(row: Selectable<Schema['document']>): Document {
  return {
    name: row.name,
    owner: row.account_id,
    type: row.type,
    createdAt: new Date(row.created_at),
    defaultVersion: row.default_version,
    latestVersion: row.latest_version,
    versionsMade: row.versions_made,
  }
}

function toVersion(record: string): DocumentVersion {
  const version = JSON.parse(record) as Omit<WholeVersion, 'text'>
  return { ...version, createdAt: new Date(version.createdAt) }
}
