// The questions behind a session, asked when it starts and again while it is open.
import { type Ask, may, tagContext } from '../../../access/ask.ts'
import type { Names } from '../../../access/names.ts'
import type { Scope } from '../../../domain/basics/scope.ts'
import { preferencesDocument } from '../../../domain/document/session-plan.ts'
import type { ResourceTags } from '../../../domain/tag/resource-tags.ts'
import { askForNode } from '../nodes/ask-for-node.ts'

export interface SessionRequest {
  readonly target: string
  /** As the caller named it; absent for the account's preferences. */
  readonly documentName?: string
}

/** Condition key that tells whether the caller may use the document of the session. */
const accessCheck = 'ssm:sessiondocumentaccesscheck'

/**
 * The default document needs no permission of its own, unless a policy demands it through the condition key
 * `ssm:SessionDocumentAccessCheck`; any other document needs `ssm:StartSession` on its ARN, and so does a version of
 * the default document that is named: an older one may demand less than those in force. So the document is asked
 * about first, and the answer is a condition key of the question about the target.
 *
 * @param allows decides a question without refusing the call
 */
export async function askToStart(
  request: SessionRequest,
  names: Names,
  tags: ResourceTags,
  scope: Scope,
  allows: (ask: Ask) => Promise<boolean>,
): Promise<Ask[]> {
  const { target, documentName = preferencesDocument } = request
  const nameAndVersion = documentName.replace(/^arn:[^/]*\//, '')
  const name = nameAndVersion.replace(/:[^:/]*$/, '')
  const documentTags = await tags.list({ ...scope, type: 'document', id: name })
  const document = may('ssm:StartSession', names.document(documentName), {
    context: { ...tagContext(documentTags, 'ssm:resourcetag/', 'aws:resourcetag/'), [accessCheck]: 'true' },
  })
  const node = await askForNode('ssm:StartSession', target, names, tags, scope)
  const mayUseDocument = await allows(document)
  const askOfNode = { ...node, context: { ...node.context, [accessCheck]: String(mayUseDocument) } }
  return nameAndVersion === preferencesDocument ? [askOfNode] : [document, askOfNode]
}
