import { DomainError } from '../basics/errors.ts'
import type { Scope } from '../basics/scope.ts'
import type { Members } from './content-error.ts'
import type { DocumentAt, WholeVersion } from './document.ts'
import { documentNotFound } from './document-name.ts'
import { readContent } from './read-content.ts'
import { fillIn, refersToStore, type Values } from './references.ts'
import { checkSessionContent, checkSessionValues } from './session-content.ts'
import { preferencesDocument, type SessionPlan, type SessionPlans, type SessionType } from './session-plan.ts'
import { readValues } from './session-values.ts'

const defaultIdleMinutes = 20

const defaultContent: Members = {
  schemaVersion: '1.0',
  description: 'Shells on managed hosts',
  sessionType: 'Standard_Stream',
  inputs: {},
}

/** Where plans find their documents; both throw as `SessionPlans.plan` does. */
export interface PlannedDocuments {
  /** One of the account's own, its default version. */
  findOwn(scope: Scope, name: string): Promise<DocumentAt<WholeVersion> | undefined>
  /** Any, by name or ARN; throws `document.not-found` and `document-version.not-found`. */
  get(scope: Scope, nameOrArn: string): Promise<DocumentAt<WholeVersion>>
}

export function createSessionPlans(documents: PlannedDocuments): SessionPlans {
  return {
    async plan(scope, name, parameters) {
      if (name !== undefined) return planOf(await getNamed(documents, scope, name), parameters)
      const preferences = await documents.findOwn(scope, preferencesDocument)
      return preferences ? planOf(preferences, parameters) : toPlan(preferencesDocument, defaultContent, parameters)
    },
  }
}

/** A version that does not exist is a document that does not, to whoever starts a session. */
async function getNamed(documents: PlannedDocuments, scope: Scope, name: string): Promise<DocumentAt<WholeVersion>> {
  try {
    return await documents.get(scope, name)
  } catch (error) {
    const isVersion = error instanceof DomainError && error.key === 'document-version.not-found'
    throw isVersion ? documentNotFound(name) : error
  }
}

function planOf(
  { document, version }: DocumentAt<WholeVersion>,
  parameters: Record<string, readonly string[]>,
): SessionPlan {
  if (document.type !== 'Session') {
    throw invalidDocument(document.name, `it is of type ${document.type}, and a session takes one of type Session.`)
  }
  try {
    return toPlan(document.name, readContent(version.text, version.format), parameters)
  } catch (error) {
    const isContent = error instanceof DomainError && error.noun.startsWith('document-')
    throw isContent ? invalidDocument(document.name, error.message) : error
  }
}

function toPlan(
  documentName: string,
  content: Members,
  given: Readonly<Record<string, readonly string[]>>,
): SessionPlan {
  const values = readValues(checkSessionContent(content), given)
  const filled = fillIn(content, values) as Members
  checkSessionValues(filled, refersToStore)
  const inputs = (filled.inputs ?? {}) as Members
  if (inputs.kmsKeyId) {
    throw invalidDocument(documentName, 'it asks for encryption with kmsKeyId, and there is no key service here.')
  }
  const maxMinutes = minutesOf(inputs.maxSessionDuration)
  return {
    documentName,
    sessionType: content.sessionType as SessionType,
    // Whole: the agent reads from it where the session is to be logged.
    content: { ...content, inputs: content.inputs ?? {} },
    parameters: toRecord(values),
    idleMinutes: minutesOf(inputs.idleSessionTimeout) ?? defaultIdleMinutes,
    ...(maxMinutes !== undefined && { maxMinutes }),
  }
}

function minutesOf(value: unknown): number | undefined {
  return typeof value === 'string' && value !== '' ? Number(value) : undefined
}

function toRecord(values: Values): Record<string, string | readonly string[]> {
  return Object.fromEntries(values)
}

function invalidDocument(name: string, why: string): DomainError {
  return new DomainError('document', 'invalid', name, {
    message: `Document ${name} cannot be used for a session: ${why}`,
  })
}
