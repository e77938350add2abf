// Blobs as files below one folder, for their owner alone. Knows names and bytes, not what is in them.
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BlobName, Blobs, GrowingBlob } from '../domain/basics/blobs.ts'
import { syncFolder } from './sync-folder.ts'

/** @param folder made when needed, with mode 0700 */
export function createDiskBlobs(folder: string): Blobs {
  const fileOf = (name: BlobName) => join(folder, ...name.map(requireSafe))
  return {
    async open(name) {
      const file = fileOf(name)
      const firstMade = await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600)
      const { size } = await handle.stat()
      // A file whose folder is not on disk is lost with the power, however often it is synced itself.
      if (size === 0) await syncFolders(dirname(file), dirname(firstMade ?? file))
      return growingFile(handle, size)
    },
    async read(name, fromByte, lengthBytes) {
      const handle = await openToRead(fileOf(name))
      if (!handle) return undefined
      try {
        return await readFrom(handle, fromByte, lengthBytes)
      } finally {
        await handle.close()
      }
    },
    async delete(name) {
      const file = fileOf(name)
      await rm(file, { force: true })
    },
  }
}

function growingFile(handle: FileHandle, size: number): GrowingBlob {
  let sizeBytes = size
  return {
    get sizeBytes() {
      return sizeBytes
    },
    async append(...pieces) {
      for (const bytes of pieces) {
        for (let written = 0; written < bytes.length;) {
          const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, sizeBytes)
          written += bytesWritten
          sizeBytes += bytesWritten
        }
      }
      await handle.datasync()
    },
    async cutAt(newSize) {
      await handle.truncate(newSize)
      sizeBytes = newSize
      await handle.datasync()
    },
    close: () => handle.close(),
  }
}

async function openToRead(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function readFrom(handle: FileHandle, fromByte: number, lengthBytes: number): Promise<Uint8Array> {
  const { size } = await handle.stat()
  const bytes = new Uint8Array(Math.max(Math.min(lengthBytes, size - fromByte), 0))
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, fromByte + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

/** From a folder up to one that holds it. */
async function syncFolders(from: string, upTo: string): Promise<void> {
  for (let folder = from; ; folder = dirname(folder)) {
    await syncFolder(folder)
    if (folder === upTo || folder === dirname(folder)) return
  }
}

function requireSafe(part: string): string {
  if (!/^[\w+=,.@-]{1,200}$/.test(part) || part === '.' || part === '..')
    throw new Error(`${part} is no name of a blob`)
  return part
}
