// Last uses of permanent keys. Every call notes one, so they are held in memory and written in batches; of the uses
// within a quarter of an hour the first is kept, as AWS does.
import type { Storage } from '../storage.ts'
import type { AccessKeyUse } from './access-key-use.ts'

export interface AccessKeyUses {
  note(use: AccessKeyUse): void
  find(accessKeyId: string): Promise<AccessKeyUse | undefined>
  /** Writes what was noted since the last flush. */
  flush(): Promise<void>
}

const spanMs = 15 * 60_000
const usesPerWrite = 1_000

export function createAccessKeyUses(storage: Storage): AccessKeyUses {
  let unsaved = new Map<string, AccessKeyUse>()
  return {
    note(use) {
      const held = unsaved.get(use.accessKeyId)
      if (!held || isLater(use, held)) unsaved.set(use.accessKeyId, use)
    },
    async find(accessKeyId) {
      const noted = unsaved.get(accessKeyId)
      const kept = await storage.read.accessKeyUses.find(accessKeyId)
      return noted && (!kept || isLater(noted, kept)) ? noted : kept
    },
    async flush() {
      const uses = [...unsaved.values()]
      unsaved = new Map()
      for (let start = 0; start < uses.length; start += usesPerWrite) {
        await storage.write(async writer => {
          for (const use of uses.slice(start, start + usesPerWrite)) {
            // A key that was deleted meanwhile leaves nothing behind.
            if (!(await writer.accessKeys.find(use.accessKeyId))) continue
            const kept = await writer.accessKeyUses.find(use.accessKeyId)
            if (!kept || isLater(use, kept)) await writer.accessKeyUses.put(use)
          }
        })
      }
    },
  }
}

function isLater(use: AccessKeyUse, than: AccessKeyUse): boolean {
  return use.at.getTime() - than.at.getTime() >= spanMs
}
