// Why a host has no credentials, in one sentence an administrator can act on: cause, then what would fix it.
import { AwsError } from '../api/aws-error.ts'
import { NotRegistered } from './default-host-management.ts'

/** What went wrong on the way to credentials: at the instance profile, or at Default Host Management after it. */
export type RetrieveFailure =
  | { step: 'profile'; error: unknown }
  | { step: 'default-host-management'; error: unknown; profileError: unknown; keyRefused: boolean }

const PROFILE_WAY = 'attach an instance profile whose role may call ssm:UpdateInstanceInformation'
const CLOCK = 'check that the clock of this host is right and that its metadata service belongs to this plane'

function codeOf(error: unknown): string {
  return error instanceof AwsError ? error.code : ''
}

/** `Code: message` of an AWS error, else the message. */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof AwsError)) return message
  return message === '' ? error.code : `${error.code}: ${message}`
}

/** Why the instance profile did not count; only those errors that lead on to Default Host Management. */
function profileClause(error: unknown): string {
  switch (codeOf(error)) {
    case 'AccessDeniedException':
      return 'the instance profile may not call ssm:UpdateInstanceInformation'
    case 'AssumeRoleUnauthorizedAccess':
      return 'EC2 may not assume the role of the instance profile'
    default:
      return 'there is no usable instance profile'
  }
}

/** What helps whatever the operation was. */
function generalRemedy(error: unknown): string {
  const code = codeOf(error)
  if (code === 'RequestError') return 'check that the address above is reachable and its certificate trusted'
  if (/^(UnrecognizedClient|InvalidSignature|InvalidClientToken|ExpiredToken|IncompleteSignature)/.test(code)) {
    return CLOCK
  }
  if (/Throttl|TooManyRequests|RequestLimit/.test(code)) return 'the plane is busy; nothing to change on this host'
  return 'look into the log of the plane for this answer'
}

function profileRemedy(error: unknown): string {
  switch (codeOf(error)) {
    case 'EmptyEC2RoleList':
      return 'the metadata service must answer 404 when there is no instance profile'
    case 'SerializationError':
      return 'an unreadable answer; check the metadata service and the plane'
    default:
      return generalRemedy(error)
  }
}

function defaultHostManagementRemedy(error: unknown, keyRefused: boolean): string {
  if (error instanceof NotRegistered) {
    return keyRefused
      ? `this host lost its registration folder and SSM keeps to the first key: ${PROFILE_WAY}, or create the host anew`
      : 'registration has not succeeded yet; see the registration lines above'
  }
  switch (codeOf(error)) {
    case 'AccessDeniedException':
      return (
        'turn on Default Host Management for this region with a role that trusts ssm.amazonaws.com ' +
        `(aws ssm update-service-setting), or ${PROFILE_WAY}`
      )
    case 'MachineFingerprintDoesNotMatch':
      return `SSM registered another machine under this id: ${PROFILE_WAY}, or create the host anew`
    default:
      return generalRemedy(error)
  }
}

/** The sentence for the log, without the time of the next try. */
export function explainFailure(failure: RetrieveFailure): string {
  const cause = describeError(failure.error)
  if (failure.step === 'profile') {
    const remedy = profileRemedy(failure.error)
    return `the instance profile could not be used (${cause}), which rules out Default Host Management; ${remedy}`
  }
  const remedy = defaultHostManagementRemedy(failure.error, failure.keyRefused)
  return `${profileClause(failure.profileError)}, and Default Host Management gave no credentials (${cause}); ${remedy}`
}

function hybridRemedy(error: unknown): string {
  switch (codeOf(error)) {
    case 'AccessDeniedException':
    case 'InvalidInstanceId':
      return (
        'if the node was deregistered, register this host anew with a new activation (amazon-ssm-agent -register); ' +
        'else check that its role exists and trusts ssm.amazonaws.com'
      )
    case 'MachineFingerprintDoesNotMatch':
      return (
        'SSM registered another machine under this id, or much of this one has changed: register this host anew ' +
        'with a new activation (amazon-ssm-agent -register)'
      )
    default:
      return generalRemedy(error)
  }
}

/** The sentence for a hybrid node's log, without the time of the next try. */
export function explainHybridFailure(error: unknown): string {
  return `the role of this node's activation gave no credentials (${describeError(error)}); ${hybridRemedy(error)}`
}
