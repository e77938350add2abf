import { checkAutomationContent } from './automation-content.ts'
import { checkCommandContent } from './command-content.ts'
import { badContent, badSchema, type Members } from './content-error.ts'
import { type ContentSummary, type DocumentType, platforms } from './document.ts'
import { type ParameterDeclarations, summarize } from './parameter-declaration.ts'
import { checkSessionContent } from './session-content.ts'

/**
 * Whether a content is what its type says, and what to tell of it. Throws `document-content.invalid` and
 * `document-schema.invalid`, with the sentence for who wrote it.
 */
export function checkContent(type: DocumentType, content: Members): ContentSummary {
  const { schemaVersion, description } = content
  if (typeof schemaVersion !== 'string') throw badSchema('schemaVersion must be text, in quotes.')
  if (description !== undefined && description !== null && typeof description !== 'string') {
    throw badContent('description must be text.')
  }
  const { declarations, platformTypes } = checkByType(type, content)
  return {
    schemaVersion,
    platformTypes,
    parameters: summarize(declarations),
    ...(typeof description === 'string' && { description }),
  }
}

function checkByType(
  type: DocumentType,
  content: Members,
): Pick<ContentSummary, 'platformTypes'> & { declarations: ParameterDeclarations } {
  switch (type) {
    case 'Session':
      return { declarations: checkSessionContent(content), platformTypes: platforms }
    case 'Automation':
      return { declarations: checkAutomationContent(content), platformTypes: platforms }
    case 'Command':
    case 'Policy':
      return checkCommandContent(type, content)
  }
}
