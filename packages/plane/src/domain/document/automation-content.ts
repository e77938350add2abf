import { badContent, type Members, onlyKnown } from './content-error.ts'
import { type ParameterDeclarations, readDeclarations } from './parameter-declaration.ts'
import { checkReferences } from './references.ts'
import { readSteps } from './steps.ts'

const members = [
  'schemaVersion',
  'description',
  'assumeRole',
  'parameters',
  'variables',
  'mainSteps',
  'outputs',
  'files',
]

/** Runbooks, schema 0.3: their outline. Throws `document-content.invalid`. */
export function checkAutomationContent(content: Members): ParameterDeclarations {
  if (content.schemaVersion !== '0.3') {
    throw badContent(`Document schema version is invalid. Value: ${String(content.schemaVersion).slice(0, 20)}`)
  }
  onlyKnown(content, members, 'the document')
  if (content.assumeRole !== undefined && typeof content.assumeRole !== 'string') {
    throw badContent('assumeRole must be text.')
  }
  const declarations = readDeclarations(content.parameters)
  readSteps(content.mainSteps)
  checkReferences([content.assumeRole, content.mainSteps], declarations)
  return declarations
}
