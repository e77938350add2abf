import * as ssm from '@hostler/wire/models/ssm'
import { may, tagContext } from '../../../access/ask.ts'
import { type DocumentType, documentTypes } from '../../../domain/document/document.ts'
import {
  documentAlreadyExists,
  documentLimitExceeded,
  invalidDocumentContent,
  tooManyTags,
  validationException,
} from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { contentFaults, readVersion } from './read-version.ts'
import { renderDescription } from './render-document.ts'

/** Tags at creation take the permission to tag, too. */
export const CreateDocument = operation(ssm.CreateDocument, {
  asks({ Name, DocumentType = 'Command', Tags = [] }, names) {
    const pairs = Tags.map(({ Key, Value }) => [Key, Value] as const)
    const requested = {
      ...tagContext(pairs, 'aws:requesttag/'),
      ...(pairs.length > 0 && { 'aws:tagkeys': pairs.map(([key]) => key) }),
      'ssm:documenttype': DocumentType,
    }
    const actions = ['ssm:CreateDocument', ...(pairs.length > 0 ? ['ssm:AddTagsToResource'] : [])]
    return actions.map(action => may(action, names.document(Name), { context: requested }))
  },
  faults: {
    ...contentFaults,
    'document.already-exists': documentAlreadyExists,
    'document.limit-exceeded': documentLimitExceeded,
    'document-name.invalid': ({ id }) => validationException(`Document name ${id} begins with a reserved prefix.`),
    'tag.limit-exceeded': tooManyTags,
    'tag.invalid': ({ id }) => validationException(`Invalid tag key or value : ${id}`),
  },
  async run({ Name, DocumentType, Tags = [], ...input }, { documents }, call) {
    const tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]))
    const type = DocumentType === undefined ? {} : { type: readType(DocumentType) }
    const created = await documents.create(call, { ...readVersion(input), ...type, name: Name, tags })
    return { DocumentDescription: renderDescription(created, 'Creating', tags) }
  },
})

/** The API knows more types than can ever be run here. */
function readType(type: string): DocumentType {
  const known = documentTypes.find(served => served === type)
  if (known) return known
  const message = `Documents of type ${type} are not supported: nothing here could run one. Supported: ${documentTypes.join(', ')}.`
  throw invalidDocumentContent({ message })
}
