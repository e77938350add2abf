// Every error that the served operations of CloudWatch Logs answer. Which sentences are from memory of AWS's and which
// are worded here is told in docs/fidelity.
import { AwsFault } from '@hostler/wire/aws-fault'
import { batchBytesMax } from '../../domain/log-event/check-batch.ts'
import { retentionChoices } from '../../domain/log-group/log-groups.ts'
import type { DomainError } from '../../domain/basics/errors.ts'
import type { Faults } from '../operation.ts'

const fault = (code: string, message: string) => () => new AwsFault(code, 400, message)

export function invalidParameter(message: string): AwsFault {
  return new AwsFault('InvalidParameterException', 400, message)
}

export const groupNotFound = fault('ResourceNotFoundException', 'The specified log group does not exist.')

export const groupFaults: Faults = { 'log-group.not-found': groupNotFound }

export const streamFaults: Faults = {
  ...groupFaults,
  'log-stream.not-found': fault('ResourceNotFoundException', 'The specified log stream does not exist.'),
  'log-stream.invalid': () => invalidParameter('Log stream names and prefixes must not contain NUL.'),
}

export const listFaults: Faults = {
  ...streamFaults,
  'page-token.invalid': () => invalidParameter('The specified nextToken is invalid.'),
}

export const groupAlreadyExists = fault('ResourceAlreadyExistsException', 'The specified log group already exists')
export const streamAlreadyExists = fault('ResourceAlreadyExistsException', 'The specified log stream already exists')

export const retentionFaults: Faults = {
  ...groupFaults,
  'retention.invalid': ({ id }) =>
    invalidParameter(
      `1 validation error detected: Value '${id}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentionChoices.join(', ')}]`,
    ),
}

export const batchFaults: Faults = {
  ...streamFaults,
  'log-batch-size.limit-exceeded': ({ id }) =>
    invalidParameter(`Upload too large: ${id} bytes exceeds limit of ${batchBytesMax}`),
  'log-batch-order.invalid': () =>
    invalidParameter('Log events in a single PutLogEvents request must be in chronological order.'),
  'log-batch-span.invalid': () =>
    invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.'),
}

export const filterFaults: Faults = {
  ...listFaults,
  'filter-pattern.invalid': ({ message }) => invalidParameter(message),
}

const badTag = ({ id }: DomainError) => invalidParameter(`The tag key or value is invalid: ${id}`)

/** Of the operations that know tags of groups alone. */
export const groupTagFaults: Faults = {
  ...groupFaults,
  'tag.invalid': badTag,
  'tag.limit-exceeded': () => invalidParameter('A log group can have at most 50 tags.'),
}

/** Of the operations that name resources by ARN. */
export const resourceTagFaults: Faults = {
  'log-group.not-found': fault('ResourceNotFoundException', 'The specified resource does not exist.'),
  'tag.invalid': badTag,
  'tag.limit-exceeded': ({ id }) =>
    new AwsFault('TooManyTagsException', 400, 'A resource can have at most 50 tags.', {
      members: { resourceName: id },
    }),
}
