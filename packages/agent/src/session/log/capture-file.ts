// What a session has shown, on disk until it is over, for the agent's user alone. It grows to a limit and no further:
// who floods a terminal must not fill the host's disk.
import { writeSync } from 'node:fs'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Bytes that the captures of an agent may take. */
export type CaptureLimits = { ofOne: number; ofAll: number }

/** A session's 256 MiB are more than a day of reading; the rest of it is in the plane's record. */
export const captureLimits: CaptureLimits = { ofOne: 256 * 1024 * 1024, ofAll: 1024 * 1024 * 1024 }

/** Counts what all captures of an agent take. */
export class CaptureRoom {
  readonly limits: CaptureLimits
  #takenBytes = 0

  constructor(limits: CaptureLimits = captureLimits) {
    this.limits = limits
  }

  take(bytes: number): boolean {
    if (this.#takenBytes + bytes > this.limits.ofAll) return false
    this.#takenBytes += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#takenBytes -= bytes
  }
}

export class CaptureFile {
  readonly #path: string
  readonly #file: FileHandle
  readonly #room: CaptureRoom
  #sizeBytes = 0
  #takenBytes = 0
  #whyCut: string | undefined

  /** Starts a new file with mode 0600. Rejects where that cannot be. */
  static async create(path: string, room: CaptureRoom): Promise<CaptureFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await rm(path, { force: true })
    return new CaptureFile(path, await open(path, 'wx+', 0o600), room)
  }

  private constructor(path: string, file: FileHandle, room: CaptureRoom) {
    this.#path = path
    this.#file = file
    this.#room = room
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  /** Why it does not hold everything, if it does not. */
  get whyCut(): string | undefined {
    return this.#whyCut
  }

  /** Takes all of it or, once and for all, nothing more. */
  append(bytes: Uint8Array): void {
    if (this.#whyCut !== undefined) return
    if (this.#sizeBytes + bytes.length > this.#room.limits.ofOne) this.#whyCut = 'it is too long'
    else if (!this.#room.take(bytes.length)) this.#whyCut = 'the logs of this node’s sessions are too long'
    else {
      this.#takenBytes += bytes.length
      this.#write(bytes)
    }
  }

  /** The last words, for which there is always room but on a full disk; behind them nothing more is taken. */
  end(text: string): void {
    this.#write(Buffer.from(text))
    this.#whyCut ??= 'it has ended'
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, this.#sizeBytes - offset)))
    for (let filled = 0; filled < buffer.length;) {
      const { bytesRead } = await this.#file.read(buffer, filled, buffer.length - filled, offset + filled)
      if (bytesRead === 0) throw new Error('somebody has cut the log on this node')
      filled += bytesRead
    }
    return buffer
  }

  async remove(): Promise<void> {
    this.#whyCut ??= 'it has ended'
    this.#room.giveBack(this.#takenBytes)
    this.#takenBytes = 0
    await this.#file.close()
    await rm(this.#path, { force: true })
  }

  /** At once, into memory of the operating system: what waits here would have to be held back, or be lost. */
  #write(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length;) {
        const written = writeSync(this.#file.fd, bytes, done, bytes.length - done, this.#sizeBytes)
        done += written
        this.#sizeBytes += written
      }
    } catch (error) {
      this.#whyCut ??= (error as Error).message
    }
  }
}
