import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import { invalidNextToken } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { readDocumentFilters } from './document-filters.ts'
import { renderIdentifier } from './render-document.ts'

const pageSize = 50

/** The account's own and AWS's, by name, each with its default version. */
export const ListDocuments = operation(ssm.ListDocuments, {
  asks: (_input, names) => [may('ssm:ListDocuments', names.anySsm)],
  faults: { 'page-token.invalid': invalidNextToken },
  async run({ DocumentFilterList, Filters, MaxResults = pageSize, NextToken }, { documents }, call) {
    const matches = readDocumentFilters(DocumentFilterList ?? [], Filters ?? [], call.accountId)
    const page = { limit: MaxResults, ...(NextToken ? { after: parsePageToken(NextToken) } : {}) }
    const { items, next } = await documents.list(call, matches, page)
    return {
      DocumentIdentifiers: items.map(found => renderIdentifier(found, found.tags)),
      ...(next !== undefined && { NextToken: toPageToken(next) }),
    }
  },
})
