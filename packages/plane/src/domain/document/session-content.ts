// Documents of sessions, schema 1.0. An agent drops what it cannot read without a word, and what it does not know it
// overlooks: whatever it would do so to is refused here, when the document is written and again when it is used.
import { badContent, badSchema, isMembers, type Members, onlyKnown } from './content-error.ts'
import { checkFlag, checkText, type IsUnknown } from './member-checks.ts'
import { type ParameterDeclarations, readDeclarations } from './parameter-declaration.ts'
import { checkReferences, isOpen, refersToStore } from './references.ts'
import { checkSessionProperties } from './session-properties.ts'
import type { SessionType } from './session-plan.ts'

export const sessionTypes: readonly SessionType[] = [
  'Standard_Stream',
  'InteractiveCommands',
  'NonInteractiveCommands',
  'Port',
]

const members = ['schemaVersion', 'description', 'sessionType', 'inputs', 'parameters', 'properties']
const flags = ['s3EncryptionEnabled', 'cloudWatchEncryptionEnabled', 'runAsEnabled']
const texts = ['s3BucketName', 's3KeyPrefix', 'cloudWatchLogGroupName', 'kmsKeyId', 'runAsDefaultUser']

/** Minutes at most of each. */
export const minutes = { idleSessionTimeout: 60, maxSessionDuration: 1_440 } as const

/** A session document as it is written. Returns its parameters; throws `document-content.invalid` and `document-schema.invalid`. */
export function checkSessionContent(content: Members): ParameterDeclarations {
  if (content.schemaVersion !== '1.0') throw badSchema('The schemaVersion of a Session document must be "1.0".')
  onlyKnown(content, members, 'the document')
  const { description, sessionType, inputs, parameters, properties } = content
  if (description !== undefined && typeof description !== 'string') throw badContent('description must be text.')
  if (!sessionTypes.includes(sessionType as SessionType)) {
    throw badContent(`sessionType must be one of [${sessionTypes.join(', ')}].`)
  }
  const declarations = readDeclarations(parameters, ['String', 'StringList'])
  refuseInterpolation(parameters)
  checkReferences([inputs, properties], declarations)
  checkSessionValues(content, isOpen)
  return declarations
}

/** The values of inputs and properties: of a document as it is written, or with its parameters filled in. */
export function checkSessionValues({ sessionType, inputs, properties }: Members, isUnknown: IsUnknown): void {
  checkInputs(inputs ?? {}, isUnknown)
  checkSessionProperties(sessionType as SessionType, properties ?? undefined, isUnknown)
}

function checkInputs(inputs: unknown, isUnknown: IsUnknown): void {
  if (!isMembers(inputs)) throw badContent('inputs must be an object.')
  const known = [...texts, ...flags, ...Object.keys(minutes), 'cloudWatchStreamingEnabled', 'shellProfile']
  onlyKnown(inputs, known, 'inputs')
  for (const name of texts) checkText(inputs, name, 'inputs')
  for (const name of flags) checkFlag(inputs, name, 'inputs', isUnknown)
  const { cloudWatchStreamingEnabled: streaming, shellProfile } = inputs
  if (streaming !== undefined && typeof streaming !== 'boolean') {
    throw badContent('inputs.cloudWatchStreamingEnabled must be true or false, without quotes.')
  }
  for (const [name, max] of Object.entries(minutes)) checkMinutes(inputs, name, max, isUnknown)
  if (shellProfile === undefined) return
  if (!isMembers(shellProfile)) throw badContent('inputs.shellProfile must be an object.')
  onlyKnown(shellProfile, ['windows', 'linux'], 'inputs.shellProfile')
  for (const name of Object.keys(shellProfile)) checkText(shellProfile, name, 'inputs.shellProfile')
}

function checkMinutes(inputs: Members, name: string, max: number, isUnknown: IsUnknown): void {
  const value = inputs[name]
  if (value === undefined || value === '') return
  if (typeof value === 'string') {
    if (/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= max) return
    if (isUnknown(value) && !refersToStore(value)) return
  }
  throw badContent(`inputs.${name} must be text with whole minutes, "1" to "${max}".`)
}

/** Would be left out in silence: the value would become part of the command, which it asks not to happen. */
function refuseInterpolation(parameters: unknown): void {
  const declared = isMembers(parameters) ? Object.values(parameters) : []
  if (declared.some(parameter => isMembers(parameter) && parameter.interpolationType !== undefined)) {
    throw badContent('interpolationType is not supported in Session documents.')
  }
}
