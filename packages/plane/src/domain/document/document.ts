// Documents of Systems Manager: what is kept of them, and the port that keeps it. What their content must be is
// decided by check-content.ts; what may be done with them by documents.ts.
import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'

export const documentTypes = ['Command', 'Policy', 'Automation', 'Session'] as const
export type DocumentType = (typeof documentTypes)[number]

export type DocumentFormat = 'JSON' | 'YAML'

/** In the order in which AWS lists them. */
export const platforms = ['Windows', 'Linux', 'MacOS'] as const
export type Platform = (typeof platforms)[number]

export interface Document {
  readonly name: string
  /** Account id, or `Amazon`. */
  readonly owner: string
  readonly type: DocumentType
  readonly createdAt: Date
  readonly defaultVersion: number
  /** The newest version that exists. */
  readonly latestVersion: number
  /** How many versions there have ever been: the number of a deleted version is not given again. */
  readonly versionsMade: number
}

/** A parameter as descriptions of a document show it. */
export interface ParameterSummary {
  readonly name: string
  readonly type: string
  readonly description?: string
  /** Lists and everything else that is no text as JSON. */
  readonly defaultValue?: string
}

/** What descriptions and listings tell of a content, read once when it is written. */
export interface ContentSummary {
  readonly schemaVersion: string
  readonly description?: string
  readonly platformTypes: readonly Platform[]
  readonly parameters: readonly ParameterSummary[]
}

export interface DocumentVersion {
  readonly version: number
  readonly versionName?: string
  readonly displayName?: string
  readonly targetType?: string
  readonly format: DocumentFormat
  readonly createdAt: Date
  /** SHA-256 of the content, hexadecimal. */
  readonly hash: string
  readonly summary: ContentSummary
}

/** A version with its content, byte for byte as it was given. */
export interface WholeVersion extends DocumentVersion {
  readonly text: string
}

/** A document and one of its versions. */
export interface DocumentAt<Version extends DocumentVersion = DocumentVersion> {
  readonly document: Document
  readonly version: Version
}

export interface DocumentReader {
  find(scope: Scope, name: string): Promise<Document | undefined>
  /** Every document of the account in the region with its default version, by name. */
  list(scope: Scope): Promise<readonly DocumentAt[]>
  count(scope: Scope): Promise<number>
  findVersion(scope: Scope, name: string, version: number): Promise<WholeVersion | undefined>
  findVersionNamed(scope: Scope, name: string, versionName: string): Promise<WholeVersion | undefined>
  /** Newest first. */
  listVersions(scope: Scope, name: string, page: PageRequest): Promise<Page<DocumentVersion>>
  countVersions(scope: Scope, name: string): Promise<number>
}

export interface DocumentWriter extends DocumentReader {
  put(scope: Scope, document: Document): Promise<void>
  putVersion(scope: Scope, name: string, version: WholeVersion): Promise<void>
  deleteVersion(scope: Scope, name: string, version: number): Promise<void>
  /** With all its versions. */
  delete(scope: Scope, name: string): Promise<void>
}
