import { type Ask, type AskContext, may, tagContext } from '../../../access/ask.ts'
import { documentResource } from '../../../domain/document/document-reads.ts'
import type { Call } from '../../operation.ts'
import type { SsmParts } from '../ssm-operation.ts'

/**
 * The question about one document, by name or ARN, with the condition keys of its type and tags. A document that does
 * not exist, or is another account's, has none.
 *
 * @param context condition keys of the request
 */
export async function askForDocument(
  action: string,
  nameOrArn: string,
  { documents, tags }: Pick<SsmParts, 'documents' | 'tags'>,
  call: Call,
  context: AskContext = {},
): Promise<Ask> {
  const document = await documents.find(call, nameOrArn)
  const isOwn = document?.owner === call.accountId
  const documentTags = isOwn ? await tags.list(documentResource(call, document.name)) : []
  return may(action, call.names.document(nameOrArn), {
    context: {
      ...tagContext(documentTags, 'ssm:resourcetag/', 'aws:resourcetag/'),
      ...(document && { 'ssm:documenttype': document.type }),
      ...context,
    },
  })
}
