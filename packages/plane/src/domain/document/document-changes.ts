import { DomainError } from '../basics/errors.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import { checkTags } from '../tag/resource-tags.ts'
import type { Tags } from '../tag/tag.ts'
import { hashOf } from './aws-owned-documents.ts'
import { checkContent } from './check-content.ts'
import { badSchema } from './content-error.ts'
import type {
  ContentSummary,
  Document,
  DocumentAt,
  DocumentFormat,
  DocumentReader,
  DocumentType,
  WholeVersion,
} from './document.ts'
import { documentNotFound, isReservedName } from './document-name.ts'
import { documentResource } from './document-reads.ts'
import { readContent } from './read-content.ts'
import { getSelected, storedVersions, type VersionSelector } from './version-selector.ts'

/** What a version is made of. */
export interface NewVersion {
  readonly text: string
  readonly format: DocumentFormat
  readonly versionName?: string
  readonly displayName?: string
  readonly targetType?: string
}

export interface NewDocument extends NewVersion {
  readonly name: string
  /** Documents of commands in the first schemas need not say so. */
  readonly type?: DocumentType
  readonly tags: Tags
}

export interface DocumentChanges {
  /**
   * Throws `document-name.invalid` for a name that is AWS's to give, `document.already-exists`,
   * `document.limit-exceeded`, what content throws (`readContent`, `checkContent`) and what tags throw.
   */
  create(context: ActionContext, document: NewDocument): Promise<DocumentAt>
  /**
   * Adds a version after the latest one, which `latest` must name. Throws `document.not-found`, `document.denied` for
   * AWS's own, `document-version.not-found`, `document-version.limit-exceeded`, `document-version-name.already-exists`,
   * `document-content.conflict` when nothing would change, and what content throws.
   */
  update(context: ActionContext, name: string, latest: VersionSelector, version: NewVersion): Promise<DocumentAt>
  /** Throws `document.not-found`, `document.denied` and `document-version.not-found`. */
  setDefault(context: ActionContext, name: string, version: string): Promise<DocumentAt>
  /**
   * One version, or all of it with its tags when none is selected. Throws `document.not-found`, `document.denied`,
   * `document-version.not-found`, and `document-version.conflict` for the default version.
   */
  delete(scope: Scope, name: string, selector: VersionSelector): Promise<void>
}

const documentsMax = 500
const versionsMax = 1_000

export function createDocumentChanges(storage: Storage): DocumentChanges {
  return {
    async create(context, { name, type, tags, ...given }) {
      if (isReservedName(name)) throw new DomainError('document-name', 'invalid', name)
      checkTags(tags)
      const summary = summaryOf(type ?? 'Command', given)
      if (type === undefined && !summary.schemaVersion.startsWith('1.')) {
        throw badSchema(`Document type is required for schema version ${summary.schemaVersion}`)
      }
      const version = makeVersion(1, given, summary, context.now)
      const document = firstOf(context, name, type ?? 'Command')
      return storage.write(async writer => {
        if (await writer.documents.find(context, name)) throw new DomainError('document', 'already-exists', name)
        const count = await writer.documents.count(context)
        if (count >= documentsMax) throw new DomainError('document', 'limit-exceeded', name)
        await writer.documents.put(context, document)
        await writer.documents.putVersion(context, name, version)
        await writer.tags.put(documentResource(context, name), tags)
        return { document, version }
      })
    },
    async update(context, name, latest, given) {
      // Content is read before the transaction, which others wait behind; a document's type does not change.
      const { type } = await getOwn(storage.read.documents, context, name)
      const summary = summaryOf(type, given)
      return storage.write(async ({ documents }) => {
        const document = await getOwn(documents, context, name)
        if (document.type !== type) throw documentNotFound(name)
        const before = await getSelected(document, latest, storedVersions(documents, context, name))
        checkSuccession(document, before, given)
        await checkRoom(documents, context, name, given)
        const number = document.versionsMade + 1
        const version = makeVersion(number, { ...kept(before), ...given }, summary, context.now)
        const changed = { ...document, latestVersion: number, versionsMade: number }
        await documents.putVersion(context, name, version)
        await documents.put(context, changed)
        return { document: changed, version }
      })
    },
    setDefault: (context, name, number) =>
      storage.write(async ({ documents }) => {
        const document = await getOwn(documents, context, name)
        const version = await getSelected(document, { version: number }, storedVersions(documents, context, name))
        const changed = { ...document, defaultVersion: version.version }
        await documents.put(context, changed)
        return { document: changed, version }
      }),
    delete: (scope, name, selector) =>
      storage.write(async ({ documents, tags }) => {
        const document = await getOwn(documents, scope, name)
        if (selector.version === undefined && selector.versionName === undefined) {
          await documents.delete(scope, name)
          await tags.removeAll(documentResource(scope, name))
          return
        }
        const { version } = await getSelected(document, selector, storedVersions(documents, scope, name))
        if (version === document.defaultVersion) throw new DomainError('document-version', 'conflict', String(version))
        await documents.deleteVersion(scope, name, version)
        const [latest] = (await documents.listVersions(scope, name, { limit: 1 })).items
        await documents.put(scope, { ...document, latestVersion: latest!.version })
      }),
  }
}

function firstOf(context: ActionContext, name: string, type: DocumentType): Document {
  const createdAt = context.now
  return { name, type, createdAt, owner: context.accountId, defaultVersion: 1, latestVersion: 1, versionsMade: 1 }
}

function summaryOf(type: DocumentType, { text, format }: NewVersion): ContentSummary {
  return checkContent(type, readContent(text, format))
}

function makeVersion(version: number, given: NewVersion, summary: ContentSummary, createdAt: Date): WholeVersion {
  return { ...given, version, summary, createdAt, hash: hashOf(given.text) }
}

/** What a new version has of the one before, unless it is given anew. */
function kept({ displayName, targetType }: WholeVersion) {
  return { ...(displayName !== undefined && { displayName }), ...(targetType !== undefined && { targetType }) }
}

async function getOwn(documents: DocumentReader, scope: Scope, name: string): Promise<Document> {
  if (isReservedName(name)) throw new DomainError('document', 'denied', name)
  const document = await documents.find(scope, name)
  if (!document) throw documentNotFound(name)
  return document
}

/** Only the latest version has successors, one of another content, and those of schema 1.0 and 1.2 have none. */
function checkSuccession(document: Document, before: WholeVersion, { text, format }: NewVersion): void {
  if (before.version !== document.latestVersion) {
    throw new DomainError('document-version', 'not-found', String(before.version))
  }
  const { schemaVersion } = before.summary
  if (document.type !== 'Session' && schemaVersion.startsWith('1.')) {
    throw badSchema(`Documents of schema version ${schemaVersion} cannot be updated.`)
  }
  if (text === before.text && format === before.format) {
    throw new DomainError('document-content', 'conflict', document.name)
  }
}

async function checkRoom(documents: DocumentReader, scope: Scope, name: string, { versionName }: NewVersion) {
  if (versionName !== undefined && (await documents.findVersionNamed(scope, name, versionName))) {
    throw new DomainError('document-version-name', 'already-exists', versionName)
  }
  const count = await documents.countVersions(scope, name)
  if (count >= versionsMax) throw new DomainError('document-version', 'limit-exceeded', name)
}
