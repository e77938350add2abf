import * as ssm from '@hostler/wire/models/ssm'
import { documentResource } from '../../../domain/document/document-reads.ts'
import { documentVersionLimitExceeded, duplicateDocumentContent, duplicateDocumentVersionName } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { askForDocument } from './ask-for-document.ts'
import { contentFaults, documentFaults, readVersion } from './read-version.ts'
import { renderDescription } from './render-document.ts'

/** A new version, which is not the default one until it is made so. */
export const UpdateDocument = operation(ssm.UpdateDocument, {
  asks: async ({ Name }, _names, parts, call) => [await askForDocument('ssm:UpdateDocument', Name, parts, call)],
  faults: {
    ...contentFaults,
    ...documentFaults,
    'document-version.limit-exceeded': documentVersionLimitExceeded,
    'document-version-name.already-exists': duplicateDocumentVersionName,
    'document-content.conflict': duplicateDocumentContent,
  },
  async run({ Name, DocumentVersion = '$LATEST', ...input }, { documents, tags }, call) {
    const updated = await documents.update(call, Name, { version: DocumentVersion }, readVersion(input))
    const documentTags = await tags.list(documentResource(call, Name))
    return { DocumentDescription: renderDescription(updated, 'Updating', documentTags) }
  },
})
