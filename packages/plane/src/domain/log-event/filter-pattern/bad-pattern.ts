import { DomainError } from '../../basics/errors.ts'

/** @param message for people, without a full stop */
export function badPattern(message: string): DomainError {
  return new DomainError('filter-pattern', 'invalid', '', { message })
}
