// Permissions boundaries of users and roles: the most that their own policies can give them.
import { DomainError } from '../basics/errors.ts'
import type { Role } from '../role/role.ts'
import type { Storage, Writer } from '../storage.ts'
import type { User } from '../user/user.ts'
import { type Entity, type EntityName, getChangeableEntity } from './entity.ts'
import type { ManagedPolicies } from './managed-policies.ts'

/** A user or a role, by name. */
export interface BoundableName extends EntityName {
  readonly type: 'user' | 'role'
}

/** Both throw `user.not-found` or `role.not-found`, and `role.denied` for roles of services. */
export interface Boundaries {
  /** Throws `policy-arn.invalid`, `boundary.not-found`. */
  put(entity: BoundableName, policyArn: string): Promise<void>
  /** Throws `boundary.not-found` when there is none. */
  delete(entity: BoundableName): Promise<void>
}

export function createBoundaries(storage: Storage, managedPolicies: ManagedPolicies): Boundaries {
  return {
    async put(name, policyArn) {
      await storage.write(async writer => {
        const entity = await getChangeableEntity(writer, name)
        await managedPolicies.checkBoundary(writer, entity.accountId, policyArn)
        await setBoundary(writer, name, entity, policyArn)
      })
    },
    async delete(name) {
      await storage.write(async writer => {
        const entity = await getChangeableEntity(writer, name)
        if (!('boundaryArn' in entity)) throw new DomainError('boundary', 'not-found', entity.name)
        await setBoundary(writer, name, entity, undefined)
      })
    },
  }
}

async function setBoundary(
  writer: Writer,
  { type }: BoundableName,
  entity: Entity,
  boundaryArn: string | undefined,
): Promise<void> {
  if (type === 'user') await writer.users.update({ ...(entity as User), boundaryArn })
  else await writer.roles.update({ ...(entity as Role), boundaryArn })
}
