// What is done with the streams of a log group. Putting and reading their events is in ../log-event.
import { DomainError } from '../basics/errors.ts'
import { newNumericId } from '../basics/ids.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import { getGroup } from '../log-group/log-groups.ts'
import type { Reader, Storage } from '../storage.ts'
import type { LogStream, LogStreamOrder } from './log-stream.ts'

export interface LogStreams {
  /** Throws `log-group.not-found`, `log-stream.already-exists`, `log-stream.invalid`. */
  create(context: ActionContext, groupName: string, name: string): Promise<void>
  /** Throws `log-group.not-found`, `log-stream.not-found`, `log-stream.invalid`. */
  delete(scope: Scope, groupName: string, name: string): Promise<void>
  /** Throws `log-group.not-found`, `log-stream.invalid` for a bad prefix. */
  list(
    scope: Scope,
    groupName: string,
    order: LogStreamOrder & { readonly by: 'name' | 'last-event' },
    page: PageRequest,
  ): Promise<Page<LogStream>>
}

export function createLogStreams(storage: Storage): LogStreams {
  return {
    async create({ accountId, region, now }, groupName, name) {
      checkStreamName(name)
      await storage.write(async writer => {
        const { id: groupId } = await getGroup(writer, { accountId, region }, groupName)
        if (await writer.logStreams.find(groupId, name)) throw new DomainError('log-stream', 'already-exists', name)
        const stream = { id: newNumericId(), groupId, name, createdAt: now, eventsPut: 0, storedBytes: 0 }
        await writer.logStreams.insert(stream)
      })
    },
    async delete(scope, groupName, name) {
      await storage.write(async writer => {
        const { id } = await getStream(writer, await getGroup(writer, scope, groupName), name)
        await writer.logStreams.delete(id)
        await writer.logEvents.addRemoval({ of: 'stream', id })
      })
    },
    async list(scope, groupName, { by, ...order }, page) {
      if (order.namePrefix !== undefined) checkStreamName(order.namePrefix)
      const { id } = await getGroup(storage.read, scope, groupName)
      const { logStreams } = storage.read
      return by === 'name' ? logStreams.listByName(id, order, page) : logStreams.listByLastEvent(id, order, page)
    },
  }
}

/** Throws `log-stream.not-found`, `log-stream.invalid`. */
export async function getStream({ logStreams }: Pick<Reader, 'logStreams'>, group: { id: number }, name: string) {
  checkStreamName(name)
  const stream = await logStreams.find(group.id, name)
  if (!stream) throw new DomainError('log-stream', 'not-found', name)
  return stream
}

/** Throws `log-stream.invalid` for a name, or a prefix of one, that not every engine could keep. */
export function checkStreamName(name: string): void {
  if (name.includes('\0')) throw new DomainError('log-stream', 'invalid', name)
}
