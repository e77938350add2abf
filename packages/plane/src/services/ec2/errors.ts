// Every error that the served operations of EC2 answer, one function each, as EC2 words it.
import { AwsFault } from '@hostler/wire/aws-fault'
import type { DomainError } from '../../domain/basics/errors.ts'
import type { Faults } from '../operation.ts'

const fault = (code: string, message: string) => new AwsFault(code, 400, message)

export const instanceNotFound = (ids: readonly string[]) =>
  ids.length === 1
    ? fault('InvalidInstanceID.NotFound', `The instance ID '${ids[0]}' does not exist`)
    : fault('InvalidInstanceID.NotFound', `The instance IDs '${ids.join(', ')}' do not exist`)

export const instanceIdMalformed = (id: string) => fault('InvalidInstanceID.Malformed', `Invalid id: "${id}"`)

export const imageNotFound = (id: string) => fault('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`)

export const imageIdMalformed = (id: string) =>
  fault('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`)

export const invalidParameterValue = (message: string) => fault('InvalidParameterValue', message)

export const missingParameter = (name: string) =>
  fault('MissingParameter', `The request must contain the parameter ${name}`)

export const invalidFilter = (name: string) => invalidParameterValue(`The filter '${name}' is invalid`)

export const incorrectInstanceState = ({ id, message }: DomainError) =>
  fault(
    'IncorrectInstanceState',
    `The instance '${id}' is not in a state from which it can be changed. Its current state is '${message}'.`,
  )

export const terminationProtected = ({ id }: DomainError) =>
  fault(
    'OperationNotPermitted',
    `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
  )

export const invalidProfileName = (name: string) =>
  invalidParameterValue(
    `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
  )

export const profileWithoutRole = (name: string) =>
  invalidParameterValue(`IAM Instance Profile "${name}" has no associated IAM Roles`)

export const invalidProfileArn = (arn: string) =>
  invalidParameterValue(
    `Value (${arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`,
  )

export const associationNotFound = ({ id }: DomainError) =>
  fault('NoSuchAssociation', `An invalid association-id of '${id}' was given`)

export const profileAlreadyAssociated = (instanceId: string) =>
  fault('IncorrectState', `There is an existing association for instance ${instanceId}`)

export const idsArePaged = () =>
  fault('InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults')

export const invalidNextToken = () => fault('InvalidNextToken', 'The token is not valid.')

export const invalidResourceId = (id: string) => fault('InvalidID', `The ID '${id}' is not valid`)

export const idempotentParameterMismatch = () =>
  fault(
    'IdempotentParameterMismatch',
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  )

export const userDataMalformed = () => fault('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.')

export const userDataTooLong = () => invalidParameterValue('User data is limited to 16384 bytes')

export const insufficientFreeAddresses = () =>
  fault(
    'InsufficientFreeAddressesInSubnet',
    'There are not enough free addresses to satisfy the requested number of instances.',
  )

/** A parameter that would change what happens and is not built. */
export const unsupportedParameter = (name: string) =>
  fault('UnsupportedOperation', `Hostler does not implement the parameter ${name}.`)

/** The caller asked only whether it might. */
export const dryRunSucceeded = () =>
  new AwsFault('DryRunOperation', 412, 'Request would have succeeded, but DryRun flag is set.')

export const instanceFaults: Faults = {
  'instance.not-found': ({ id }) => instanceNotFound([id]),
  'instance-state.conflict': incorrectInstanceState,
}

export const tagFaults: Faults = {
  'tag.invalid': ({ id }) =>
    invalidParameterValue(
      `Tag keys starting with 'aws:' are reserved, and '${id}' is not a valid tag key or has too long a value`,
    ),
  'tag.limit-exceeded': ({ id }) => fault('TagLimitExceeded', `Tag limit exceeded for resource '${id}'`),
}
