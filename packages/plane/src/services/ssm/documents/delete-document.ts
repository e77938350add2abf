import * as ssm from '@hostler/wire/models/ssm'
import { invalidDocumentOperation } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { askForDocument } from './ask-for-document.ts'
import { documentFaults, readSelector } from './read-version.ts'

/** `Force` changes nothing: no type of document that is served asks for it. */
export const DeleteDocument = operation(ssm.DeleteDocument, {
  asks: async ({ Name }, _names, parts, call) => [await askForDocument('ssm:DeleteDocument', Name, parts, call)],
  faults: {
    ...documentFaults,
    'document-version.conflict': () => invalidDocumentOperation("Default version of the document can't be deleted."),
  },
  async run({ Name, ...input }, { documents }, call) {
    await documents.delete(call, Name, readSelector(input))
    return {}
  },
})
