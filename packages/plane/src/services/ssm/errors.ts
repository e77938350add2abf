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
