// Requests name a group by name, or by an identifier that is a name or an ARN.
import { DomainError } from '../../domain/basics/errors.ts'
import type { Call } from '../operation.ts'
import { invalidParameter } from './errors.ts'

export interface NamedGroup {
  readonly logGroupName?: string
  readonly logGroupIdentifier?: string
}

const arnForm = /^arn:aws:logs:([^:]*):([^:]*):log-group:(.*)$/s

/**
 * The ARN of the group that a request is about, as tags and permissions to tag name it; what is asked about it must be
 * this one. Undefined when no group is named.
 */
export function groupArnOf({ logGroupName, logGroupIdentifier }: NamedGroup, call: Call): string | undefined {
  const given = logGroupIdentifier ?? logGroupName
  if (given === undefined) return undefined
  return arnForm.test(given) ? given : call.names.logGroup(given)
}

/**
 * The name of the group, when it is one of this account and region. Throws InvalidParameterException unless one of the
 * two is given, `log-group.not-found` for a group elsewhere.
 */
export function requireGroupName(named: NamedGroup, call: Call): string {
  const { logGroupName, logGroupIdentifier } = named
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be specified.')
  }
  return ownName(logGroupName ?? logGroupIdentifier!, call)
}

/** The name in an ARN of this account and region, or the name itself. Throws `log-group.not-found` for other ARNs. */
export function ownName(nameOrArn: string, call: Call): string {
  const [, region, accountId, name] = arnForm.exec(nameOrArn) ?? []
  if (name === undefined) return nameOrArn
  if (region !== call.region || accountId !== call.accountId) throw new DomainError('log-group', 'not-found', nameOrArn)
  return name
}
