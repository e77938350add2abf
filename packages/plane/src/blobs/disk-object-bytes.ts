// Bytes of objects as files below one folder, for their owner alone: drafts/<id> while they come, then <2 hex>/<id>.
// Knows files; what is in them, sealing/ knows.
import { mkdir, open, opendir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BytesDamaged, type ObjectBytes } from '../domain/basics/object-bytes.ts'
import { createDiskSink } from './disk-sink.ts'
import { keptFolders } from './kept-folders.ts'
import { readFilePart } from './read-file-part.ts'
import { createObjectKeys } from './sealing/object-keys.ts'
import { createSealedDraft, isBytesId } from './sealing/sealed-draft.ts'
import { readSealed } from './sealing/sealed-read.ts'

const segmentsAtOnce = 8

/**
 * One at a time on a folder: drafts that are there belong to a plane that died, and go.
 * @param folder made when needed, with mode 0700
 * @param wrappingKey 32 bytes that the keys of objects are sealed with
 * @param openFile what tests put between this and the disk
 */
export async function openDiskObjectBytes(folder: string, wrappingKey: Buffer, openFile = open): Promise<ObjectBytes> {
  const keys = createObjectKeys(wrappingKey)
  const drafts = join(folder, 'drafts')
  await rm(drafts, { recursive: true, force: true })
  await mkdir(drafts, { recursive: true, mode: 0o700 })
  const folders = keptFolders(folder)
  const fileOf = (id: string) => {
    if (!isBytesId(id)) throw new Error(`${id} is no id of bytes`)
    return join(folder, id.slice(0, 2), id)
  }
  return {
    async draft() {
      return createSealedDraft(keys, segmentsAtOnce, id =>
        createDiskSink({ draft: join(drafts, id), kept: fileOf(id), folder: folders.of(id.slice(0, 2)), openFile }),
      )
    },
    async *read(stored, fromByte, untilByte) {
      const file = fileOf(stored.id)
      const handle = await openFile(file, 'r').catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? new BytesDamaged(stored.id, 'there is no such file') : error
      })
      try {
        yield* readSealed(keys, stored, fromByte, untilByte, range => readFilePart(handle, range, segmentsAtOnce))
      } finally {
        await handle.close()
      }
    },
    // Not synced: what comes back with the power is named by no object, and the sweep finds it.
    delete: id => rm(fileOf(id), { force: true }),
    async *list() {
      for await (const { name: prefix } of await opendir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(prefix)) continue
        for await (const { name: id } of await opendir(join(folder, prefix))) {
          const facts = isBytesId(id) && (await stat(join(folder, prefix, id)).catch(unlessMissing))
          if (facts) yield { id, keptAt: facts.mtime }
        }
      }
    },
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
