// Documents that come with the plane, under AWS's names and with its parameters: read once, checked as everybody's are.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkContent } from './check-content.ts'
import type { Members } from './content-error.ts'
import type { DocumentAt, DocumentType, WholeVersion } from './document.ts'
import { amazon } from './document-name.ts'

/** One file. */
interface DocumentFile {
  readonly name: string
  readonly type: DocumentType
  readonly createdAt: string
  readonly content: Members
}

export interface AwsOwnedDocuments {
  find(name: string): DocumentAt<WholeVersion> | undefined
  /** By name. */
  list(): readonly DocumentAt<WholeVersion>[]
}

/** Reads every `*.json` of a folder. Throws when a file cannot be read, or is no document. */
export function loadAwsOwnedDocuments(folder: string): AwsOwnedDocuments {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'))
  const documents = files.map(name => toDocument(JSON.parse(readFileSync(join(folder, name), 'utf8')) as DocumentFile))
  documents.sort((a, b) => (a.document.name < b.document.name ? -1 : 1))
  const byName = new Map(documents.map(document => [document.document.name, document]))
  return { find: name => byName.get(name), list: () => documents }
}

function toDocument({ name, type, content, ...file }: DocumentFile): DocumentAt<WholeVersion> {
  const text = JSON.stringify(content, undefined, 2)
  const createdAt = new Date(file.createdAt)
  return {
    document: { name, type, createdAt, owner: amazon, defaultVersion: 1, latestVersion: 1, versionsMade: 1 },
    version: { version: 1, format: 'JSON', createdAt, text, hash: hashOf(text), summary: checkContent(type, content) },
  }
}

/** SHA-256, hexadecimal. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
