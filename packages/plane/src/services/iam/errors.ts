// Every error that the served operations of IAM answer, one function each, as AWS words it. The tables at the end
// join what always comes together, for the `faults` of operations.
import { AwsFault } from '@hostler/wire/aws-fault'
import type { DomainError } from '../../domain/basics/errors.ts'
import type { Faults } from '../operation.ts'

type Named = Pick<DomainError, 'id'>

export function noSuchEntity(message: string): AwsFault {
  return new AwsFault('NoSuchEntity', 404, message)
}

export function entityAlreadyExists(message: string): AwsFault {
  return new AwsFault('EntityAlreadyExists', 409, message)
}

export function deleteConflict(what: string): AwsFault {
  return deleteConflictOf(`Cannot delete entity, must ${what} first.`)
}

export function deleteConflictOf(message: string): AwsFault {
  return new AwsFault('DeleteConflict', 409, message)
}

export function accessDenied(message: string, detail?: string): AwsFault {
  return new AwsFault('AccessDenied', 403, message, { detail })
}

export function limitExceeded(message: string): AwsFault {
  return new AwsFault('LimitExceeded', 409, message)
}

export function malformedPolicyDocument(message: string): AwsFault {
  return new AwsFault('MalformedPolicyDocument', 400, message)
}

export function invalidInput(message: string): AwsFault {
  return new AwsFault('InvalidInput', 400, message)
}

export function validationError(message: string): AwsFault {
  return new AwsFault('ValidationError', 400, message)
}

export const noSuchUser = ({ id }: Named) => noSuchEntity(`The user with name ${id} cannot be found.`)
export const noSuchGroup = ({ id }: Named) => noSuchEntity(`The group with name ${id} cannot be found.`)
export const noSuchRole = ({ id }: Named) => noSuchEntity(`The role with name ${id} cannot be found.`)
export const noSuchInstanceProfile = ({ id }: Named) => noSuchEntity(`Instance Profile ${id} cannot be found.`)
export const noSuchAccessKey = ({ id }: Named) => noSuchEntity(`The Access Key with id ${id} cannot be found.`)
export const noSuchUserPolicy = ({ id }: Named) => noSuchEntity(`The user policy with name ${id} cannot be found.`)
export const noSuchGroupPolicy = ({ id }: Named) => noSuchEntity(`The group policy with name ${id} cannot be found.`)
export const noSuchRolePolicy = ({ id }: Named) => noSuchEntity(`The role policy with name ${id} cannot be found.`)
export const noSuchPolicy = ({ id }: Named) => noSuchEntity(`Policy ${id} was not found.`)
export const notAttachable = ({ id }: Named) => noSuchEntity(`Policy ${id} does not exist or is not attachable.`)
export const noSuchBoundary = ({ id }: Named) => noSuchEntity(`Scope ARN: ${id} does not exist or is not attachable.`)

export function noSuchPolicyVersion(arn: string, versionId: string): AwsFault {
  return noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`)
}

export const policyVersionNotFound = ({ id }: Named) => noSuchEntity(`Policy version ${id} was not found.`)

export const policyInUse = () => deleteConflictOf('Cannot delete a policy attached to entities.')

export const policyHasVersions = () =>
  deleteConflictOf(
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  )

export const tooManyVersions = () =>
  limitExceeded(
    'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  )

/** For managed policies that belong to service-linked roles. */
export function serviceRolePolicy(): AwsFault {
  return new AwsFault('PolicyNotAttachable', 400, 'Cannot attach a Service Role Policy to a Customer Role.')
}

export function unmodifiableRole({ id }: Named): AwsFault {
  return new AwsFault(
    'UnmodifiableEntity',
    400,
    `Cannot perform the operation on the protected role '${id}' - this role is only modifiable by AWS`,
  )
}

export const invalidPrincipal = ({ id }: Named) => malformedPolicyDocument(`Invalid principal in policy: "AWS":"${id}"`)

/** The text is from memory. */
export function noSuchServiceInReport(namespace: string): AwsFault {
  return invalidInput(`The service namespace ${namespace} is not part of the report.`)
}

/** Of reports of last use, and of what they are made for. The texts are from memory. */
export const reportFaults: Faults = {
  'arn.invalid': ({ id }) => invalidInput(`ARN ${id} is not valid.`),
  'entity.not-found': ({ id }) => noSuchEntity(`ARN ${id} does not exist.`),
  'use-report.not-found': ({ id }) => noSuchEntity(`The job with ID ${id} cannot be found.`),
  'page-token.invalid': () => validationError('Invalid Marker.'),
}
export const userNameRequired = () => validationError('Must specify userName when calling with non-User credentials')

export const userFaults: Faults = { 'user.not-found': noSuchUser }

export const groupFaults: Faults = { 'group.not-found': noSuchGroup }

export const roleFaults: Faults = { 'role.not-found': noSuchRole, 'role.denied': unmodifiableRole }

export const profileFaults: Faults = { 'instance-profile.not-found': noSuchInstanceProfile }

/** Of every listing that takes a Marker. */
export const listFaults: Faults = { 'page-token.invalid': () => validationError('Invalid Marker.') }

/** Of a policy text that is about to be saved. */
export const documentFaults: Faults = {
  'policy.invalid': ({ message }) => malformedPolicyDocument(message),
  'policy-size.limit-exceeded': ({ message }) => limitExceeded(message),
}

export const trustFaults: Faults = { ...documentFaults, 'principal.invalid': invalidPrincipal }

export const tagFaults: Faults = {
  'tag-key.conflict': () => invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.'),
  'tag-key.invalid': ({ id }) => invalidInput(`Tag key ${id} starts with aws:, which is reserved for system use.`),
  'tags.limit-exceeded': () => limitExceeded('The number of tags has reached the maximum limit.'),
}

export const policyFaults: Faults = {
  'policy-arn.invalid': ({ id }) => invalidInput(`ARN ${id} is not valid.`),
  'managed-policy.not-found': noSuchPolicy,
}

/** Of operations on an account's own policies. */
export const ownPolicyFaults: Faults = { 'policy.not-found': noSuchPolicy, 'managed-policy.not-found': noSuchPolicy }

export const boundaryFaults: Faults = { 'boundary.not-found': noSuchBoundary }

/** @param quota AWS's name of the limit, with its value */
export function attachFaults(quota: string): Faults {
  return {
    ...policyFaults,
    'managed-policy.unavailable': notAttachable,
    'managed-policy.denied': serviceRolePolicy,
    'attached-policies.limit-exceeded': () => limitExceeded(`Cannot exceed quota for ${quota}`),
  }
}

/** Of every operation that takes guesses: passwords and codes. */
const guessFaults: Faults = { 'guess.throttled': throttling }

function throttling(): AwsFault {
  return new AwsFault('Throttling', 400, 'Rate exceeded')
}

export const loginProfileFaults: Faults = {
  ...userFaults,
  'login-profile.not-found': ({ id }) => noSuchEntity(`Login Profile for User ${id} cannot be found.`),
}

export const passwordFaults: Faults = {
  'work.throttled': throttling,
  'password.invalid': ({ message }) => new AwsFault('PasswordPolicyViolation', 400, message),
  'login-profile.conflict': () =>
    new AwsFault('EntityTemporarilyUnmodifiable', 409, 'The login profile is being modified by another request.'),
}

/** Of a user's change of its own password. */
export const changePasswordFaults: Faults = {
  ...loginProfileFaults,
  ...passwordFaults,
  ...guessFaults,
  'password.denied': () => new AwsFault('AccessDenied', 403, 'The old password was incorrect.'),
}

export const passwordPolicyFaults: Faults = {
  'password-policy.not-found': ({ id }) => noSuchEntity(`The Password Policy with domain name ${id} cannot be found.`),
}

export const mfaDeviceFaults: Faults = {
  'mfa-device.not-found': ({ id }) => noSuchEntity(`VirtualMFADevice with serial number ${id} does not exist.`),
}

/** Of two codes that prove a device. */
export const mfaCodeFaults: Faults = {
  ...userFaults,
  ...mfaDeviceFaults,
  ...guessFaults,
  'mfa-code.invalid': () =>
    new AwsFault('InvalidAuthenticationCode', 403, 'Authentication code for device is not valid.'),
}

/** Of users and roles, which are deleted only without policies. */
export const deleteFaults: Faults = {
  'attached-policies.conflict': () => deleteConflict('detach all policies'),
  'inline-policies.conflict': () => deleteConflict('delete policies'),
}

export const profileInUse = () => deleteConflict('remove roles from instance profile')
