import * as ssm from '@hostler/wire/models/ssm'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import { invalidNextToken } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { askForDocument } from './ask-for-document.ts'
import { documentFaults } from './read-version.ts'
import { renderVersionInfo } from './render-document.ts'

const pageSize = 50

/** Newest first. */
export const ListDocumentVersions = operation(ssm.ListDocumentVersions, {
  asks: async ({ Name }, _names, parts, call) => [await askForDocument('ssm:ListDocumentVersions', Name, parts, call)],
  faults: { ...documentFaults, 'page-token.invalid': invalidNextToken },
  async run({ Name, MaxResults = pageSize, NextToken }, { documents }, call) {
    const page = { limit: MaxResults, ...(NextToken ? { after: parsePageToken(NextToken) } : {}) }
    const { items, next } = await documents.listVersions(call, Name, page)
    return {
      DocumentVersions: items.map(renderVersionInfo),
      ...(next !== undefined && { NextToken: toPageToken(next) }),
    }
  },
})
