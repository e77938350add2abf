// Every error that the served operations of STS answer, one function each, as AWS words it.
import { AwsFault } from '@hostler/wire/aws-fault'
import type { Faults } from '../operation.ts'

export function validationError(message: string): AwsFault {
  return new AwsFault('ValidationError', 400, message)
}

export function invalidParameterValue(message: string): AwsFault {
  return new AwsFault('InvalidParameterValue', 400, message)
}

export function accessDenied(message: string, detail?: string): AwsFault {
  return new AwsFault('AccessDenied', 403, message, { detail })
}

export function malformedPolicyDocument(message: string): AwsFault {
  return new AwsFault('MalformedPolicyDocument', 400, message)
}

/** @param percent how much of the allotted space the session's policies and tags take, above 100 */
export function packedPolicyTooLarge(percent: number): AwsFault {
  return new AwsFault(
    'PackedPolicyTooLarge',
    400,
    `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  )
}

export const providedContextsNotServed = () =>
  new AwsFault('NotImplemented', 501, 'Hostler does not implement ProvidedContexts of sts:AssumeRole.')

export const durationAboveRole = () =>
  validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')

export const durationAboveChain = () =>
  validationError('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.')

export const rootMayNotAssume = () => accessDenied('Roles may not be assumed by root accounts.')

export const unknownAccessKey = () => validationError('The access key id does not exist.')

/** Of a device that the caller has not. */
export const mfaNotValidated = () =>
  accessDenied(
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
  )

export const wrongMfaCode = () => accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code.')

export const incompleteMfa = () =>
  accessDenied('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.')

/** Of every operation that takes a code. */
export const mfaFaults: Faults = {
  'mfa-device.denied': mfaNotValidated,
  'mfa-code.invalid': wrongMfaCode,
  'guess.throttled': () => new AwsFault('Throttling', 400, 'Rate exceeded'),
}

export const duplicateTagKeys = () =>
  invalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.')

export const reservedTagKey = (key: string) =>
  invalidParameterValue(`Tag key ${key} starts with aws:, which is reserved for system use.`)

export const transitiveKeyWithoutTag = () =>
  invalidParameterValue('The specified transitive tag key must be included in the requested tags.')

export const tooManySessionTags = (max: number) =>
  validationError(`A session can have at most ${max} tags, those that its chain of roles hands on included.`)

export const transitiveTagConflict = () =>
  invalidParameterValue(
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  )
