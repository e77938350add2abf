// Every error that the served operations of Organizations answer, one function each. Sentences are from memory of AWS's;
// codes and reasons are the model's.
import { AwsFault } from '@hostler/wire/aws-fault'
import type { DomainError } from '../../domain/basics/errors.ts'
import type { Faults } from '../operation.ts'

const fault = (code: string, message: string) => () => new AwsFault(code, 400, message)

export function invalidInput(reason: string, message: string): AwsFault {
  return new AwsFault('InvalidInputException', 400, message, { members: { Reason: reason } })
}

export function constraintViolation(reason: string, message: string): AwsFault {
  return new AwsFault('ConstraintViolationException', 400, message, { members: { Reason: reason } })
}

/** Policy types that AWS has and that have no effect here. */
export function policyTypeNotServed(type: string): AwsFault {
  return new AwsFault('NotImplemented', 501, `Hostler does not implement policies of type ${type}.`)
}

export const createAccountStatusNotFound = fault(
  'CreateAccountStatusNotFoundException',
  "We can't find a create account request with the CreateAccountRequestId that you specified.",
)
export const effectivePolicyNotFound = fault(
  'EffectivePolicyNotFoundException',
  "If you ran this action on the management account, this policy type is not enabled. If you ran the action on a member account, the account doesn't have an effective policy of this type.",
)
export const targetNotFound = fault(
  'TargetNotFoundException',
  "We can't find a root, OU, account, or policy with the TargetId that you specified.",
)
export const childNotFound = fault(
  'ChildNotFoundException',
  "We can't find an organizational unit (OU) or AWS account with the ChildId that you specified.",
)
export const parentNotFound = fault(
  'ParentNotFoundException',
  "We can't find a root or OU with the ParentId that you specified.",
)
export const unitNotFound = fault(
  'OrganizationalUnitNotFoundException',
  "You specified an organizational unit that doesn't exist.",
)
export const accountNotFound = fault('AccountNotFoundException', "You specified an account that doesn't exist.")
export const policyNotFound = fault('PolicyNotFoundException', "You specified a policy that doesn't exist.")

/** Of every operation: the caller's account must be in an organization, and mostly manage it. */
export const memberFaults: Faults = {
  'organization.not-found': fault(
    'AWSOrganizationsNotInUseException',
    'Your account is not a member of an organization.',
  ),
  'organization.denied': fault('AccessDeniedException', "You don't have permissions to access this resource."),
}

/** Of every listing. */
export const listFaults: Faults = {
  ...memberFaults,
  'page-token.invalid': () => invalidInput('INVALID_NEXT_TOKEN', 'You specified an invalid value for nextToken.'),
}

const duplicateUnit = fault('DuplicateOrganizationalUnitException', 'An OU with the same name already exists.')

export const unitFaults: Faults = {
  ...memberFaults,
  'unit.not-found': unitNotFound,
  'unit.already-exists': duplicateUnit,
}

export const accountFaults: Faults = {
  ...memberFaults,
  'member-account.not-found': accountNotFound,
}

/** Of what cannot be done to the management account. */
export const masterCannotLeave = fault(
  'MasterCannotLeaveOrganizationException',
  "You can't remove a management account from an organization. If you want the management account to become a member account in another organization, you must first delete the current organization of the management account.",
)

export const cannotStandAlone = fault(
  'ConstraintViolationException',
  'The member account is missing one or more of the prerequisites required to operate as a standalone account. To add what is missing, sign-in to the member account using the AWS Organizations console, select to leave the organization, and complete the sign-up steps.',
)

const policyTypeNotEnabled = fault(
  'PolicyTypeNotEnabledException',
  'The specified policy type is not currently enabled in this root.',
)

export const policyTypeFaults: Faults = {
  ...memberFaults,
  'root.not-found': fault('RootNotFoundException', "You specified a root that doesn't exist."),
  'policy-type.already-exists': fault(
    'PolicyTypeAlreadyEnabledException',
    'The specified policy type is already enabled in the specified root.',
  ),
  'policy-type.not-found': policyTypeNotEnabled,
  'feature-set.invalid': () =>
    constraintViolation(
      'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
      'The organization does not have all features enabled.',
    ),
}

export const policyFaults: Faults = {
  ...memberFaults,
  'organization-policy.not-found': policyNotFound,
  'organization-policy.denied': () =>
    invalidInput('IMMUTABLE_POLICY', "You specified a policy that is managed by AWS and can't be modified."),
  'organization-policy.already-exists': fault(
    'DuplicatePolicyException',
    'A policy with the same name already exists.',
  ),
  'organization-policy.conflict': fault(
    'PolicyInUseException',
    'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
  ),
  'policy.invalid': ({ message }: DomainError) => new AwsFault('MalformedPolicyDocumentException', 400, message),
  'policy-size.limit-exceeded': () =>
    constraintViolation('POLICY_CONTENT_LIMIT_EXCEEDED', 'The policy content exceeds the maximum size of 5120 bytes.'),
}

export const attachmentFaults: Faults = {
  ...memberFaults,
  'organization-policy.not-found': policyNotFound,
  'target.not-found': targetNotFound,
  'policy-type.not-found': policyTypeNotEnabled,
  'attachment.already-exists': fault(
    'DuplicatePolicyAttachmentException',
    'The selected policy is already attached to the specified target.',
  ),
  'attachment.limit-exceeded': () =>
    constraintViolation(
      'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
      'You have attached the maximum number of policies of this type to the specified target.',
    ),
  'attachment.not-found': fault(
    'PolicyNotAttachedException',
    "The policy isn't attached to the specified target in the specified root.",
  ),
  'attachment.conflict': () =>
    constraintViolation(
      'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
      'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
    ),
  'attachment.denied': () => invalidInput('NON_DETACHABLE_POLICY', 'You can not detach this policy.'),
}

export const tagFaults: Faults = {
  ...memberFaults,
  'tag.invalid': ({ id }: DomainError) =>
    invalidInput('INVALID_SYSTEM_TAGS_PARAMETER', `You specified a tag key that cannot be used: ${id}`),
  'tag.limit-exceeded': () =>
    constraintViolation('MAX_TAG_LIMIT_EXCEEDED', 'You have exceeded the number of tags allowed on this resource.'),
}
