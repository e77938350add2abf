// Every error that the served operations of Systems Manager answer, one function each, as AWS words it.
import { AwsFault } from '@hostler/wire/aws-fault'
import type { DomainError } from '../../domain/basics/errors.ts'

export function serviceSettingNotFound(): AwsFault {
  return new AwsFault(
    'ServiceSettingNotFound',
    400,
    "The specified service setting wasn't found. Either the service name or the setting hasn't been provisioned by the Amazon Web Services service team.",
  )
}

/** A request that is well-formed but means nothing: wrong ids, values, combinations. */
export function validationException(message: string): AwsFault {
  return new AwsFault('ValidationException', 400, message)
}

export const invalidSettingId = ({ id }: DomainError) => validationException(`Invalid settingId : ${id}`)

export function accessDenied(message: string): AwsFault {
  return new AwsFault('AccessDeniedException', 400, message)
}

export function invalidInstanceId({ id }: { id: string }): AwsFault {
  return new AwsFault('InvalidInstanceId', 400, '', { detail: `no such node: ${id}` })
}

export function invalidPublicKey(): AwsFault {
  return new AwsFault('InvalidPublicKey', 400, 'The public key must be an RSA key of at least 2048 bits.')
}

/** The agent waits 25 to 30 minutes after this one, as after a denial. */
export function machineFingerprintDoesNotMatch(): AwsFault {
  return new AwsFault('MachineFingerprintDoesNotMatch', 400, 'The fingerprint does not match the registered one.')
}

export function invalidNextToken(): AwsFault {
  return new AwsFault('InvalidNextToken', 400, 'The specified token is not valid.')
}

export function invalidFilterKey(key: string): AwsFault {
  return new AwsFault('InvalidFilterKey', 400, `The specified key is not valid: ${key}`)
}

export function invalidInstanceInformationFilterValue(value: string): AwsFault {
  return new AwsFault('InvalidInstanceInformationFilterValue', 400, `The specified filter value is not valid: ${value}`)
}

export function invalidInstancePropertyFilterValue(value: string): AwsFault {
  return new AwsFault('InvalidInstancePropertyFilterValue', 400, `The specified filter value is not valid: ${value}`)
}

export function invalidDocument(name: string): AwsFault {
  return new AwsFault('InvalidDocument', 400, `Document with name ${name} does not exist.`)
}

export function invalidResourceId(): AwsFault {
  return new AwsFault('InvalidResourceId', 400, '')
}

export function invalidResourceType(type: string): AwsFault {
  return new AwsFault('InvalidResourceType', 400, '', { detail: `resource type ${type} cannot be tagged here` })
}

export function tooManyTags(): AwsFault {
  return new AwsFault('TooManyTagsError', 400, '')
}

export function parameterNotFound(name: string): AwsFault {
  return new AwsFault('ParameterNotFound', 400, '', { detail: `no parameter ${name}` })
}

export function targetNotConnected({ id }: { id: string }): AwsFault {
  return new AwsFault('TargetNotConnected', 400, `${id} is not connected.`)
}

export function invalidDocumentBecause(message: string): AwsFault {
  return new AwsFault('InvalidDocument', 400, message)
}

export function doesNotExist({ id }: { id: string }): AwsFault {
  return new AwsFault('DoesNotExistException', 400, `Session ${id} does not exist.`)
}

export function throttled(): AwsFault {
  return new AwsFault('ThrottlingException', 400, 'Rate exceeded')
}

export function documentAlreadyExists({ id }: { id: string }): AwsFault {
  return new AwsFault('DocumentAlreadyExists', 400, `Document with same name ${id} already exists`)
}

export function documentLimitExceeded(): AwsFault {
  return new AwsFault('DocumentLimitExceeded', 400, 'You can have at most 500 active SSM documents.')
}

export function maxDocumentSizeExceeded(): AwsFault {
  return new AwsFault('MaxDocumentSizeExceeded', 400, 'The size limit of a document is 64 KB.')
}

export function invalidDocumentContent({ message }: { message: string }): AwsFault {
  return new AwsFault('InvalidDocumentContent', 400, message)
}

export function invalidDocumentSchemaVersion({ message }: { message: string }): AwsFault {
  return new AwsFault('InvalidDocumentSchemaVersion', 400, message)
}

export function invalidDocumentVersion(): AwsFault {
  return new AwsFault('InvalidDocumentVersion', 400, "The document version isn't valid or doesn't exist.")
}

export function invalidDocumentOperation(message: string): AwsFault {
  return new AwsFault('InvalidDocumentOperation', 400, message)
}

export function documentVersionLimitExceeded(): AwsFault {
  const message = 'The document has too many versions. Delete one or more document versions and try again.'
  return new AwsFault('DocumentVersionLimitExceeded', 400, message)
}

export function duplicateDocumentContent(): AwsFault {
  return new AwsFault(
    'DuplicateDocumentContent',
    400,
    'The content of the association document matches another document. Change the content of the document and try again.',
  )
}

export function duplicateDocumentVersionName(): AwsFault {
  return new AwsFault(
    'DuplicateDocumentVersionName',
    400,
    'The version name has already been used in this document. Specify a different version name, and then try again.',
  )
}

/** Of values for the parameters of a document, in AWS's words where they were observed. */
export function invalidParameters(message: string): AwsFault {
  return new AwsFault('InvalidParameters', 400, message)
}

export function invalidActivation(): AwsFault {
  return new AwsFault('InvalidActivation', 400, "The activation isn't valid.")
}

export function activationExpired(): AwsFault {
  return new AwsFault('ActivationExpired', 400, 'The activation has expired.')
}

export function registrationLimitExceeded(): AwsFault {
  return new AwsFault('RegistrationLimitExceeded', 400, 'The activation has reached its registration limit.')
}

export function instanceAlreadyRegistered(): AwsFault {
  return new AwsFault('InstanceAlreadyRegistered', 400, 'The instance is registered already.')
}

export function invalidActivationId({ id }: { id: string }): AwsFault {
  return new AwsFault('InvalidActivationId', 400, `The activation ID isn't valid: ${id}`)
}

export function invalidFilter(key: string): AwsFault {
  return new AwsFault('InvalidFilter', 400, `The filter name isn't valid: ${key}`)
}
