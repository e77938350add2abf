// Last uses: held in memory, written now and then, kept 400 days as AWS keeps them.
import type { Storage } from '../storage.ts'
import type { LastUse } from './last-use.ts'

export interface LastUses {
  /** Notes a use; costs as good as nothing. */
  note(use: LastUse): void
  /** What was noted so far is in it. */
  list(accountId: string, entityId: string): Promise<readonly LastUse[]>
  /** Writes what was noted since the last time. */
  flush(): Promise<void>
  purge(now: Date): Promise<void>
}

const keptMs = 400 * 24 * 3_600_000

export function createLastUses(storage: Storage): LastUses {
  let noted = new Map<string, LastUse>()

  function note(use: LastUse): void {
    const key = `${use.entityId} ${use.action}`
    const known = noted.get(key)
    if (!known || known.at <= use.at) noted.set(key, use)
  }

  async function flush(): Promise<void> {
    if (noted.size === 0) return
    const uses = [...noted.values()]
    noted = new Map()
    try {
      await storage.write(writer => writer.lastUses.put(uses))
    } catch (error) {
      for (const use of uses) note(use)
      throw error
    }
  }

  return {
    note,
    flush,
    async list(accountId, entityId) {
      await flush()
      return storage.read.lastUses.list(accountId, entityId)
    },
    purge: now => storage.write(writer => writer.lastUses.deleteBefore(new Date(now.getTime() - keptMs))),
  }
}
