import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { coalesce } from '../background/coalesce.ts'
import { syncFolder } from './sync-folder.ts'

/** A folder that kept files are moved to. */
export interface KeptFolder {
  /** Makes it where it is missing, durably. */
  make(): Promise<void>
  /** Makes durable what was moved there; one fsync for all that come while another is under way. */
  sync(): Promise<void>
}

/** The folders below one, which is there. */
export function keptFolders(parent: string): { of(name: string): KeptFolder } {
  const known = new Map<string, KeptFolder>()
  const syncParent = coalesce(() => syncFolder(parent))
  return {
    of(name) {
      const folder = known.get(name) ?? keptFolder(join(parent, name), syncParent)
      known.set(name, folder)
      return folder
    },
  }
}

function keptFolder(path: string, syncParent: () => Promise<void>): KeptFolder {
  let made: Promise<void> | undefined
  return {
    make() {
      // Once for all: nobody may rely on a folder that another has made and not yet synced.
      made ??= mkdir(path, { recursive: true, mode: 0o700 })
        .then(syncParent)
        .catch((error: unknown) => {
          made = undefined
          throw error
        })
      return made
    },
    sync: coalesce(() => syncFolder(path)),
  }
}
