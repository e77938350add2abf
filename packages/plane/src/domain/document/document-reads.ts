import { DomainError } from '../basics/errors.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'
import type { Reader } from '../storage.ts'
import type { TaggedResource, Tags } from '../tag/tag.ts'
import type { AwsOwnedDocuments } from './aws-owned-documents.ts'
import type { Document, DocumentAt, WholeVersion } from './document.ts'
import { documentNotFound, parseDocumentName } from './document-name.ts'
import { getSelected, onlyVersion, storedVersions, type VersionSelector } from './version-selector.ts'

/** A document in a listing. */
export interface ListedDocument extends DocumentAt {
  readonly tags: Tags
}

export interface DocumentReads {
  /**
   * By name or ARN, either with `:version`; the default version unless another one is named. Throws
   * `document.not-found` and `document-version.not-found`.
   */
  get(scope: Scope, nameOrArn: string, selector?: VersionSelector): Promise<DocumentAt<WholeVersion>>
  /** By name or ARN. */
  find(scope: Scope, nameOrArn: string): Promise<Document | undefined>
  /** One of the account's own, its default version. */
  findOwn(scope: Scope, name: string): Promise<DocumentAt<WholeVersion> | undefined>
  /** The account's and AWS's, those that `matches` wants, with their default versions, by name. */
  list(scope: Scope, matches: (found: ListedDocument) => boolean, page: PageRequest): Promise<Page<ListedDocument>>
  /** Newest first. Throws `document.not-found`. */
  listVersions(scope: Scope, nameOrArn: string, page: PageRequest): Promise<Page<DocumentAt>>
}

/** Where the tags of a document are kept. */
export function documentResource({ accountId, region }: Scope, name: string): TaggedResource {
  return { accountId, region, type: 'document', id: name }
}

export function createDocumentReads(read: Reader, awsOwned: AwsOwnedDocuments): DocumentReads {
  return {
    async get(scope, nameOrArn, selector = {}) {
      const { name, isAwsOwned, version } = parseDocumentName(nameOrArn, scope)
      const shipped = isAwsOwned ? awsOwned.find(name) : undefined
      const document = shipped?.document ?? (await read.documents.find(scope, name))
      if (!document) throw documentNotFound(name)
      const selected = version === undefined ? selector : { version, ...selector }
      const versions = shipped ? onlyVersion(shipped) : storedVersions(read.documents, scope, name)
      return { document, version: await getSelected(document, selected, versions) }
    },
    async find(scope, nameOrArn) {
      try {
        const { name, isAwsOwned } = parseDocumentName(nameOrArn, scope)
        return isAwsOwned ? awsOwned.find(name)?.document : await read.documents.find(scope, name)
      } catch (error) {
        if (error instanceof DomainError) return undefined
        throw error
      }
    },
    async findOwn(scope, name) {
      const document = await read.documents.find(scope, name)
      const version = document && (await read.documents.findVersion(scope, name, document.defaultVersion))
      return version && { document, version }
    },
    async list(scope, matches, { limit, after = '' }) {
      const tags = await read.tags.listByType(scope, documentResource(scope, '').type)
      const found = [...awsOwned.list(), ...(await read.documents.list(scope))]
        .filter(({ document }) => document.name > after)
        .map(at => ({
          ...at,
          tags: (at.document.owner === scope.accountId && tags.get(at.document.name)) || new Map(),
        }))
        .filter(matches)
        .sort((a, b) => (a.document.name < b.document.name ? -1 : 1))
      const items = found.slice(0, limit)
      return { items, ...(found.length > limit && { next: items.at(-1)!.document.name }) }
    },
    async listVersions(scope, nameOrArn, page) {
      const { name, isAwsOwned } = parseDocumentName(nameOrArn, scope)
      const shipped = isAwsOwned ? awsOwned.find(name) : undefined
      if (shipped) return { items: page.after === undefined ? [shipped] : [] }
      const document = await read.documents.find(scope, name)
      if (!document) throw documentNotFound(name)
      const { items, next } = await read.documents.listVersions(scope, name, page)
      return { items: items.map(version => ({ document, version })), ...(next !== undefined && { next }) }
    },
  }
}
