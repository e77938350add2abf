// What can be done with documents: the account's own are made, changed and deleted; AWS's, which come with the plane,
// are read. Who may is asked before.
import type { Storage } from '../storage.ts'
import type { AwsOwnedDocuments } from './aws-owned-documents.ts'
import { createDocumentChanges, type DocumentChanges } from './document-changes.ts'
import { createDocumentReads, type DocumentReads } from './document-reads.ts'

export interface Documents extends DocumentReads, DocumentChanges {}

export function createDocuments(storage: Storage, awsOwned: AwsOwnedDocuments): Documents {
  return { ...createDocumentReads(storage.read, awsOwned), ...createDocumentChanges(storage) }
}
