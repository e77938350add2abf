// The trust question of AssumeRole. Whatever is wrong (no such role, no trust, no permission) reads the same, so that
// nobody learns which roles exist.
import { AwsFault } from '@hostler/wire/aws-fault'
import type { AssumeRoleRequest } from '@hostler/wire/models/sts'
import { may } from '../../access/ask.ts'
import type { OwnedResource } from '../../access/policy-gathering.ts'
import { trustPolicyAs } from '../../access/trust.ts'
import { DomainError } from '../../domain/basics/errors.ts'
import { type Role, roleArn } from '../../domain/role/role.ts'
import { requestTagKeys, resourceTagKeys } from '../iam/asks.ts'
import type { Call } from '../operation.ts'
import { accessDenied, validationError } from './errors.ts'
import { sourceIdentityOf } from './session-of.ts'
import { inheritedTags } from './session-tags.ts'
import type { StsParts } from './sts-operation.ts'

/**
 * The role, when it trusts the caller with all that the request asks for. Throws AccessDenied.
 *
 * @param hasMfa whether the request brought a good code of the caller's device
 */
export async function requireTrust(
  input: AssumeRoleRequest,
  hasMfa: boolean,
  parts: StsParts,
  call: Call,
): Promise<Role> {
  const role = await findRole(input.RoleArn, parts)
  const resource = await trustOf(role, input.RoleArn, parts)
  const context = {
    ...(role && (await tagKeys(role, parts))),
    ...requestKeys(input, resource.accountId, call),
    ...(hasMfa && { 'aws:multifactorauthpresent': 'true', 'aws:multifactorauthage': '0' }),
  }
  for (const action of actionsOf(input, call)) {
    try {
      await call.require(may(action, input.RoleArn, { context }), resource)
    } catch (error) {
      throw withoutReason(error)
    }
  }
  if (!role) throw accessDenied(`User: ${call.callerArn} is not authorized to perform: sts:AssumeRole`, 'no such role')
  checkSourceIdentity(input, call)
  return role
}

const arnPattern = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/

async function findRole(arn: string, { roles, accounts }: StsParts): Promise<Role | undefined> {
  const [, accountId, name] = arnPattern.exec(arn) ?? []
  if (accountId === undefined || name === undefined) throw validationError(`${arn} is invalid`)
  try {
    const role = await roles.get(accountId, name)
    const isOpen = (await accounts.find(accountId))?.status === 'active'
    return isOpen && roleArn(role) === arn ? role : undefined
  } catch (error) {
    if (error instanceof DomainError) return undefined
    throw error
  }
}

/** Names a unique id that nobody has: the trust policy of a role that does not exist. */
const trustsNobody = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: 'AROAAAAAAAAAAAAAAAAAA' }, Action: 'sts:AssumeRole' },
})

async function trustOf(role: Role | undefined, arn: string, { roles }: StsParts): Promise<OwnedResource> {
  const text = role ? await roles.trustPolicyOf(role) : trustsNobody
  const accountId = arnPattern.exec(arn)?.[1] ?? ''
  return { policy: trustPolicyAs(arn, text), kind: 'trust', accountId }
}

/** Tags and a source identity need rights of their own, also those that a chain carries on. */
function actionsOf(input: AssumeRoleRequest, { caller }: Call): readonly string[] {
  const hasTags = (input.Tags?.length ?? 0) > 0 || Object.keys(inheritedTags(caller)).length > 0
  return [
    'sts:AssumeRole',
    ...(hasTags ? ['sts:TagSession'] : []),
    ...(sourceIdentityOf(input, caller) === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
}

async function tagKeys(role: Role, { tags }: StsParts) {
  return resourceTagKeys(await tags.list({ accountId: role.accountId, type: 'role', name: role.name }))
}

function requestKeys(input: AssumeRoleRequest, accountId: string, { caller }: Call) {
  return {
    ...requestTagKeys(input.Tags ?? []),
    'aws:resourceaccount': accountId,
    'sts:externalid': input.ExternalId,
    'sts:rolesessionname': input.RoleSessionName,
    'sts:sourceidentity': sourceIdentityOf(input, caller),
    'sts:transitivetagkeys': input.TransitiveTagKeys,
  }
}

/** Why a role's trust or a policy was not enough would tell whether the role exists: it goes to the log only. */
function withoutReason(error: unknown): unknown {
  if (!(error instanceof AwsFault)) return error
  const message = error.message.replace(/ (because no .*|with an explicit deny in the role trust policy)$/, '')
  return new AwsFault(error.code, error.status, message, {
    detail: error.message,
    headers: error.headers,
    cause: error,
  })
}

function checkSourceIdentity({ SourceIdentity }: AssumeRoleRequest, { caller, callerArn }: Call): void {
  const held = caller.kind === 'role' ? caller.session.sourceIdentity : undefined
  if (held !== undefined && SourceIdentity !== undefined && SourceIdentity !== held) {
    throw accessDenied(`User: ${callerArn} is not authorized to perform: sts:SetSourceIdentity`)
  }
}
