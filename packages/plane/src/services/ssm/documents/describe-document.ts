import * as ssm from '@hostler/wire/models/ssm'
import { documentResource } from '../../../domain/document/document-reads.ts'
import { operation } from '../ssm-operation.ts'
import { askForDocument } from './ask-for-document.ts'
import { documentFaults, readSelector } from './read-version.ts'
import { renderDescription } from './render-document.ts'

export const DescribeDocument = operation(ssm.DescribeDocument, {
  asks: async ({ Name }, _names, parts, call) => [await askForDocument('ssm:DescribeDocument', Name, parts, call)],
  faults: documentFaults,
  async run({ Name, ...input }, { documents, tags }, call) {
    const found = await documents.get(call, Name, readSelector(input))
    const documentTags = await tags.list(documentResource(call, found.document.name))
    return { Document: renderDescription(found, 'Active', documentTags) }
  },
})
