// A file descriptor that output goes to. Never `process.stdout`: its writes to terminals and pipes block the whole
// process, and with it the key that is to stop a flood.
import { write } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

/** Whoever read the output has gone. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError'
}

export interface OutputFile {
  /** Resolves when the file has taken all of the bytes. Rejects with {@link OutputClosedError}. */
  write(bytes: Uint8Array): Promise<void>
}

type WriteBytes = (fd: number, bytes: Uint8Array, offset: number, length: number) => Promise<{ bytesWritten: number }>

/** Writes are taken one after the other. */
export function openOutputFile(fd: number, writeBytes: WriteBytes = promisify(write)): OutputFile {
  let last: Promise<void> = Promise.resolve()

  async function writeAll(bytes: Uint8Array): Promise<void> {
    let offset = 0
    while (offset < bytes.length) {
      try {
        offset += (await writeBytes(fd, bytes, offset, bytes.length - offset)).bytesWritten
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        // Somebody who shares the file made it non-blocking, and it is full.
        if (code === 'EAGAIN') await delay(retryMs)
        else if (code === 'EPIPE' || code === 'EIO' || code === 'EBADF') throw new OutputClosedError(code)
        else throw error
      }
    }
  }

  return {
    write(bytes) {
      last = last.then(() => writeAll(bytes))
      // Every writer hears of the failure; it must not count as unhandled besides.
      last.catch(() => undefined)
      return last
    },
  }
}

const retryMs = 5
