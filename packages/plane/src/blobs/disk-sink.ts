// The file of one draft: written, made durable, moved to where it is read, that made durable. Whoever sees the file there
// sees all of it.
import { type FileHandle, type open, rename, rm } from 'node:fs/promises'
import { BytesFull } from '../domain/basics/object-bytes.ts'
import type { KeptFolder } from './kept-folders.ts'
import type { SealedSink } from './sealing/sealed-draft.ts'

export interface DiskPlaces {
  readonly draft: string
  readonly kept: string
  readonly folder: KeptFolder
  readonly openFile: typeof open
}

export function createDiskSink({ draft, kept, folder, openFile }: DiskPlaces): SealedSink {
  let handle: FileHandle | undefined
  let sizeBytes = 0
  let file = draft
  async function append(pieces: readonly Buffer[]): Promise<void> {
    handle ??= await openFile(draft, 'wx', 0o600)
    for (let rest = pieces; rest.length > 0;) {
      const { bytesWritten } = await handle.writev(rest, sizeBytes)
      sizeBytes += bytesWritten
      rest = behind(rest, bytesWritten)
    }
  }
  async function close(): Promise<void> {
    const closing = handle
    handle = undefined
    await closing?.close()
  }
  return {
    write: pieces => append(pieces).catch(tellFull),
    async finish(pieces) {
      try {
        await append(pieces)
        await handle!.datasync()
        await close()
        await folder.make()
        await rename(draft, kept)
        file = kept
        await folder.sync()
      } catch (error) {
        tellFull(error)
      }
    },
    async discard() {
      await close()
      await rm(file, { force: true })
    },
  }
}

/** What is left of the pieces when their first bytes are gone. */
function behind(pieces: readonly Buffer[], bytes: number): readonly Buffer[] {
  let left = bytes
  const next = pieces.findIndex(piece => {
    if (piece.length > left) return true
    left -= piece.length
    return false
  })
  return next === -1 ? [] : [pieces[next]!.subarray(left), ...pieces.slice(next + 1)]
}

/** Also the limits of one's own share and of the largest file. */
function tellFull(error: unknown): never {
  const { code } = error as NodeJS.ErrnoException
  throw code === 'ENOSPC' || code === 'EDQUOT' ? new BytesFull(error) : error
}
