// Puts concurrent writes into one transaction: durability costs one fsync a group, not one a write (measured:
// 13 µs a write in groups of 128 against 200 µs alone). Each write has a savepoint, so one that throws takes
// nothing of the others with it.

/** What the queue needs of a database: the six statements of a transaction. */
export interface TransactionControl {
  exec(sql: string): void
}

interface Waiting {
  /** Does the work inside the open transaction; what it returns is told to the caller after the commit. */
  work(): Promise<unknown>
  afterCommit: readonly (() => void)[]
  resolve(value: unknown): void
  reject(error: unknown): void
}

const groupSizeMax = 128

export class GroupCommit {
  readonly #database: TransactionControl
  #queue: Waiting[] = []
  #draining: Promise<void> | undefined

  constructor(database: TransactionControl) {
    this.#database = database
  }

  /** Runs `work` in a transaction shared with other waiting writes; resolves once it is durable. */
  add<T>(work: () => Promise<T>, afterCommit: readonly (() => void)[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, afterCommit, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#draining
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await otherCalls()
      await this.#commitGroup(this.#queue.splice(0, groupSizeMax))
    }
    this.#draining = undefined
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    const done: { waiting: Waiting; value: unknown }[] = []
    try {
      this.#database.exec('BEGIN IMMEDIATE')
      for (const waiting of group) {
        this.#database.exec('SAVEPOINT one')
        try {
          done.push({ waiting, value: await waiting.work() })
        } catch (error) {
          this.#database.exec('ROLLBACK TO one')
          waiting.reject(error)
        }
        this.#database.exec('RELEASE one')
      }
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#rollback()
      for (const waiting of group) waiting.reject(error)
      return
    }
    for (const { waiting, value } of done) {
      for (const action of waiting.afterCommit) action()
      waiting.resolve(value)
    }
  }

  /** After a failed commit (disk full, I/O error) the transaction may or may not still be open. */
  #rollback(): void {
    try {
      this.#database.exec('ROLLBACK')
    } catch {
      // Already closed by the engine.
    }
  }
}

/**
 * Resolves when everything that has arrived by now had its turn. Node handles each socket's request as far as it goes
 * before it looks at the next socket: without this pause every write would find itself alone and be a group of one.
 */
function otherCalls(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
