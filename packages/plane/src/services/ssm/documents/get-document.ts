import * as ssm from '@hostler/wire/models/ssm'
import { contentAs } from '../../../domain/document/content-as.ts'
import { validationException } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { askForDocument } from './ask-for-document.ts'
import { documentFaults, readSelector } from './read-version.ts'
import { renderNames } from './render-document.ts'

/** JSON unless asked otherwise, also of a document that was written in YAML: agents read nothing else. */
export const GetDocument = operation(ssm.GetDocument, {
  asks: async ({ Name }, _names, parts, call) => [await askForDocument('ssm:GetDocument', Name, parts, call)],
  faults: documentFaults,
  async run({ Name, DocumentFormat = 'JSON', ...input }, { documents }, call) {
    const { document, version } = await documents.get(call, Name, readSelector(input))
    if (DocumentFormat !== 'JSON' && DocumentFormat !== 'YAML') {
      throw validationException(`Document ${document.name} is not available in the format ${DocumentFormat}.`)
    }
    return {
      Name: document.name,
      CreatedDate: version.createdAt,
      DocumentVersion: String(version.version),
      Status: 'Active',
      Content: contentAs(version, DocumentFormat),
      DocumentType: document.type,
      DocumentFormat,
      ...renderNames(version),
    }
  },
})
