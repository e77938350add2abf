// Roles that a service is told to use: named by path and name, and useful only while they trust that service.
import { DomainError } from '../basics/errors.ts'
import type { Scope } from '../basics/scope.ts'
import type { Reader } from '../storage.ts'
import { isProtected } from '../policy/entity.ts'
import { type Role, roleArn } from './role.ts'

export interface ServiceRoles {
  /**
   * The role `arn:aws:iam::ACCOUNT:role/` + `pathAndName`, to the letter. Throws `role.invalid`, naming that ARN,
   * unless it exists and its trust policy lets `service` (e.g. `ssm.amazonaws.com`) assume it.
   */
  get(scope: Scope, pathAndName: string, service: string): Promise<Role>
}

/** @param trusts whether a role's trust policy lets a service assume it */
export function createServiceRoles(
  read: Pick<Reader, 'roles'>,
  trusts: (role: Role, service: string) => boolean | Promise<boolean>,
): ServiceRoles {
  return {
    async get({ accountId }, pathAndName, service) {
      const arn = `arn:aws:iam::${accountId}:role/${pathAndName}`
      const role = await read.roles.find(accountId, pathAndName.slice(pathAndName.lastIndexOf('/') + 1))
      // The role of a service is the service's alone: organizations leave it out of what they bind.
      const isUsable = role && roleArn(role) === arn && !isProtected(role.path) && (await trusts(role, service))
      if (!isUsable) throw new DomainError('role', 'invalid', arn)
      return role
    },
  }
}
