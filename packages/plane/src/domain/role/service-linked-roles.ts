// Roles that belong to a service: made for it with a policy that nobody else gets, and deleted by asking it.
import { randomUUID } from 'node:crypto'
import { DomainError } from '../basics/errors.ts'
import { newIamId } from '../basics/ids.ts'
import type { ActionContext } from '../basics/scope.ts'
import { tagsOf } from '../policy/entity.ts'
import type { Storage } from '../storage.ts'
import type { Role } from './role.ts'

interface Template {
  readonly roleName: string
  readonly policyArn: string
}

/** Services whose role and policy are part of the plane. */
const templates: ReadonlyMap<string, Template> = new Map([
  [
    'ssm.amazonaws.com',
    {
      roleName: 'AWSServiceRoleForAmazonSSM',
      policyArn: 'arn:aws:iam::aws:policy/aws-service-role/AmazonSSMServiceRolePolicy',
    },
  ],
  [
    'session-records.hostler.internal',
    {
      roleName: 'AWSServiceRoleForHostlerSessionRecords',
      policyArn: 'arn:aws:iam::aws:policy/aws-service-role/HostlerSessionRecordsServiceRolePolicy',
    },
  ],
])

const pathStart = '/aws-service-role/'
const sessionSeconds = 3600
const tasksMax = 1_000

export interface ServiceLinkedRoles {
  /** Path and name of a service's role, with an empty name for services that have none here. */
  pathAndName(service: string, suffix?: string): string
  /**
   * Throws `service.not-found` for a service that has no such role here, `suffix.invalid`, and
   * `service-linked-role.already-exists` for the second one of a service.
   */
  create(context: ActionContext, service: string, description: string, suffix?: string): Promise<Role>
  /** A service's role; undefined also where something else has its name. */
  find(accountId: string, service: string): Promise<Role | undefined>
  /** Makes a service's role unless it is there. Throws what `create` throws, where something else has its name. */
  ensure(context: ActionContext, service: string): Promise<void>
  /** At once: what works under such a role waits until it is there again. Resolves to the id of the task. Throws `role.not-found`. */
  delete(context: ActionContext, name: string): Promise<string>
  /** Whether a task has been done; a restart forgets tasks. Throws `deletion-task.not-found`. */
  checkDeleted(context: ActionContext, taskId: string): void
}

export function createServiceLinkedRoles(storage: Storage): ServiceLinkedRoles {
  const tasks = new Map<string, string>()

  async function create(
    { accountId, now }: ActionContext,
    service: string,
    description: string,
    suffix?: string,
  ): Promise<Role> {
    const template = templates.get(service)
    if (!template) throw new DomainError('service', 'not-found', service)
    if (suffix !== undefined) throw new DomainError('suffix', 'invalid', service)
    return storage.write(async writer => {
      const name = template.roleName
      if (await writer.roles.find(accountId, name)) {
        throw new DomainError('service-linked-role', 'already-exists', name)
      }
      const Statement = [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }]
      const role: Role = {
        accountId,
        id: newIamId('AROA'),
        name,
        path: pathOf(service),
        description,
        trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement }),
        maxSessionSeconds: sessionSeconds,
        createdAt: now,
      }
      await writer.roles.insert(role)
      await writer.policies.attach(accountId, role.id, template.policyArn, now)
      return role
    })
  }

  async function find(accountId: string, service: string): Promise<Role | undefined> {
    const template = templates.get(service)
    const role = template && (await storage.read.roles.find(accountId, template.roleName))
    return role?.path === pathOf(service) ? role : undefined
  }

  return {
    create,
    find,
    async ensure(context, service) {
      if (await find(context.accountId, service)) return
      try {
        await create(context, service, '')
      } catch (error) {
        // Somebody else's call may have made it meanwhile.
        if (!(await find(context.accountId, service))) throw error
      }
    },
    pathAndName: (service, suffix) =>
      `${pathOf(service)}${templates.get(service)?.roleName ?? ''}${suffix === undefined ? '' : `_${suffix}`}`,
    async delete({ accountId }, name) {
      const path = await storage.write(async writer => {
        const role = await writer.roles.find(accountId, name)
        if (!role?.path.startsWith(pathStart)) throw new DomainError('role', 'not-found', name)
        for (const policyArn of await writer.policies.listAttached(role.id)) {
          await writer.policies.detach(role.id, policyArn)
        }
        await writer.tags.removeAll(tagsOf('role', role))
        await writer.roles.delete(accountId, role.id)
        return role.path
      })
      const id = `task${path}${name}/${randomUUID()}`
      tasks.set(id, accountId)
      if (tasks.size > tasksMax) tasks.delete(tasks.keys().next().value!)
      return id
    },
    checkDeleted({ accountId }, taskId) {
      if (tasks.get(taskId) !== accountId) throw new DomainError('deletion-task', 'not-found', taskId)
    },
  }
}

function pathOf(service: string): string {
  return `${pathStart}${service}/`
}
