import { describe, expect, test } from 'vitest'
import type { Document, WholeVersion } from '../../domain/document/document.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const scope = { accountId: '888899990000', region: 'eu-west-1' }

function documentOf(name: string, change: Partial<Document> = {}): Document {
  const numbers = { defaultVersion: 1, latestVersion: 1, versionsMade: 1 }
  return { name, owner: scope.accountId, type: 'Session', createdAt: new Date(1_234), ...numbers, ...change }
}

function versionOf(version: number, change: Partial<WholeVersion> = {}): WholeVersion {
  const summary = {
    schemaVersion: '1.0',
    platformTypes: ['Linux' as const],
    parameters: [{ name: 'a', type: 'String' }],
  }
  return {
    version,
    format: 'JSON',
    createdAt: new Date(5_000 + version),
    hash: 'h',
    text: '{"文":1}',
    summary,
    ...change,
  }
}

export function documentSuite(storage: StorageOf): void {
  const put = (here: typeof scope, document: Document, ...versions: WholeVersion[]) =>
    storage().write(async ({ documents }) => {
      await documents.put(here, document)
      for (const version of versions) await documents.putVersion(here, document.name, version)
    })

  describe('documents', () => {
    test('a document and its versions are read as they were written, in their own account and region only', async () => {
      const named = versionOf(2, { versionName: 'v-two', displayName: 'Two', targetType: '/', format: 'YAML' })
      await put(scope, documentOf('one', { defaultVersion: 2 }), versionOf(1), named)
      const { documents } = storage().read
      expect(await documents.find(scope, 'one')).toEqual(documentOf('one', { defaultVersion: 2 }))
      expect(await documents.findVersion(scope, 'one', 1)).toEqual(versionOf(1))
      expect(await documents.findVersionNamed(scope, 'one', 'v-two')).toEqual(named)
      expect(await documents.findVersion(scope, 'one', 3)).toBeUndefined()
      expect(await documents.findVersionNamed(scope, 'one', 'V-TWO')).toBeUndefined()
      for (const other of [
        { ...scope, region: 'us-east-1' },
        { ...scope, accountId: '1' },
      ]) {
        expect(await documents.find(other, 'one')).toBeUndefined()
        expect(await documents.findVersion(other, 'one', 1)).toBeUndefined()
        expect(await documents.list(other)).toEqual([])
        expect(await documents.count(other)).toBe(0)
      }
    })

    test('the listing shows default versions without their content, by the bytes of their names', async () => {
      const here = { ...scope, region: 'eu-west-2' }
      for (const name of ['b', 'B', 'a-1', 'a.1', 'a_1']) await put(here, documentOf(name), versionOf(1), versionOf(2))
      await put(here, documentOf('b', { defaultVersion: 2, latestVersion: 2 }))
      const found = await storage().read.documents.list(here)
      expect(found.map(({ document }) => document.name)).toEqual(['B', 'a-1', 'a.1', 'a_1', 'b'])
      expect(found.map(({ version }) => version.version)).toEqual([1, 1, 1, 1, 2])
      expect(found[0]!.version).not.toHaveProperty('text')
      expect(await storage().read.documents.count(here)).toBe(5)
    })

    test('versions are listed newest first, by number, and paged without loss or repetition', async () => {
      const here = { ...scope, region: 'eu-west-3' }
      const versions = Array.from({ length: 12 }, (_, index) => versionOf(index + 1))
      await put(here, documentOf('many'), ...versions)
      const { documents } = storage().read
      const listed = await collectPages(5, page => documents.listVersions(here, 'many', page))
      expect(listed.map(({ version }) => version)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
      expect(listed[0]).not.toHaveProperty('text')
      expect(await documents.countVersions(here, 'many')).toBe(12)
      expect(await documents.listVersions(here, 'many', { limit: 5, after: 'nonsense' })).toEqual({ items: [] })
    })

    test('one version goes alone, a document goes with all of them', async () => {
      const here = { ...scope, region: 'us-west-2' }
      await put(here, documentOf('gone'), versionOf(1), versionOf(2))
      await put(here, documentOf('stays'), versionOf(1))
      await storage().write(({ documents }) => documents.deleteVersion(here, 'gone', 1))
      const { documents } = storage().read
      expect(await documents.findVersion(here, 'gone', 1)).toBeUndefined()
      expect(await documents.countVersions(here, 'gone')).toBe(1)
      await storage().write(writer => writer.documents.delete(here, 'gone'))
      expect(await documents.find(here, 'gone')).toBeUndefined()
      expect(await documents.findVersion(here, 'gone', 2)).toBeUndefined()
      expect(await documents.findVersion(here, 'stays', 1)).toEqual(versionOf(1))
    })

    test('two versions of one document cannot have one name, and versions without a name are many', async () => {
      const here = { ...scope, region: 'sa-east-1' }
      await put(here, documentOf('x'), versionOf(1), versionOf(2), versionOf(3, { versionName: 'same' }))
      await put(here, documentOf('y'), versionOf(1, { versionName: 'same' }))
      await expect(put(here, documentOf('x'), versionOf(4, { versionName: 'same' }))).rejects.toThrow()
      expect(await storage().read.documents.countVersions(here, 'x')).toBe(3)
    })
  })
}
