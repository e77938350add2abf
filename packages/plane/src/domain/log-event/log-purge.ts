// Deletes what nobody reads any more: events that have expired, and those of groups and streams that are gone. In
// portions, since other writes wait behind each.
import type { Storage, Writer } from '../storage.ts'
import { expiredBeforeMs, type LogGroup } from '../log-group/log-group.ts'
import type { LogRemoval } from './log-event.ts'

const deletedAtOnce = 1_000
const groupsAtOnce = 100
/** Before every event; as far back as a group's removal has to look. */
const always = Number.MAX_SAFE_INTEGER

/** One pass over everything that can be purged now. */
export async function purgeLogs(storage: Storage, now: Date): Promise<void> {
  for (;;) {
    const removals = await storage.read.logEvents.listRemovals(groupsAtOnce)
    for (const removal of removals) await finish(storage, removal)
    if (removals.length < groupsAtOnce) break
  }
  for (let afterId = 0; ;) {
    const groups = await storage.read.logGroups.listExpiring(afterId, groupsAtOnce)
    for (const group of groups) await expire(storage, group, now)
    if (groups.length < groupsAtOnce) return
    afterId = groups.at(-1)!.id
  }
}

async function finish(storage: Storage, removal: LogRemoval): Promise<void> {
  const { of, id } = removal
  if (of === 'stream') await repeated(storage, writer => writer.logEvents.deleteOfStream(id, deletedAtOnce))
  else {
    await repeated(storage, async writer => (await writer.logEvents.deleteBefore(id, always, deletedAtOnce)).count)
    await repeated(storage, writer => writer.logStreams.deleteOfGroup(id, deletedAtOnce))
  }
  await storage.write(writer => writer.logEvents.deleteRemoval(removal))
}

async function expire(storage: Storage, group: LogGroup, now: Date): Promise<void> {
  await repeated(storage, async writer => {
    const { count, bytesOfStreams } = await writer.logEvents.deleteBefore(
      group.id,
      expiredBeforeMs(group, now),
      deletedAtOnce,
    )
    for (const [streamId, bytes] of bytesOfStreams) await writer.logStreams.subtractBytes(streamId, bytes)
    return count
  })
}

/** Until a portion is not full. */
async function repeated(storage: Storage, deleteSome: (writer: Writer) => Promise<number>): Promise<void> {
  for (;;) if ((await storage.write(deleteSome)) < deletedAtOnce) return
}
