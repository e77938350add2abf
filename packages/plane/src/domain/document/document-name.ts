import { DomainError } from '../basics/errors.ts'
import type { Scope } from '../basics/scope.ts'

/** Owner of the documents that come with the plane. */
export const amazon = 'Amazon'

export interface DocumentName {
  readonly name: string
  /** Whose documents are meant: AWS's own have names that nobody else may give. */
  readonly isAwsOwned: boolean
  /** Behind a colon, as it was given. */
  readonly version?: string
}

const reserved = /^(aws|amazon|amzn)/i
const arn = /^arn:aws:ssm:([^:/]*):([^:/]*):document\/(.*)$/

/**
 * Reads a name or an ARN, with or without `:version`. An ARN means exactly what it says: another account's or
 * region's document is `document.not-found`, and so is what is no name.
 */
export function parseDocumentName(text: string, { accountId, region }: Scope): DocumentName {
  const [, arnRegion, arnAccount, arnName] = arn.exec(text) ?? []
  const [name = '', version, ...rest] = (arnName ?? text).split(':')
  const isAwsOwned = reserved.test(name)
  const isElsewhere = arnName !== undefined && (arnRegion !== region || arnAccount !== (isAwsOwned ? '' : accountId))
  if (isElsewhere || rest.length > 0 || !/^[\w.-]{3,128}$/.test(name)) throw documentNotFound(text)
  return { name, isAwsOwned, ...(version !== undefined && { version }) }
}

/** Whether a name begins as only AWS's own documents do. */
export function isReservedName(name: string): boolean {
  return reserved.test(name)
}

export function documentNotFound(name: string): DomainError {
  return new DomainError('document', 'not-found', name, { message: `Document with name ${name} does not exist.` })
}
