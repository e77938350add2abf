/**
 * Gathers items that come at the same time into one write, and those that come while it is under way into the next one.
 *
 * @param write all or nothing; what it throws is told to each whose item was in it
 * @returns resolves when the item has been written
 */
export function inBatches<T>(write: (items: readonly T[]) => Promise<void>, itemsMax: number) {
  interface Waiting {
    readonly item: T
    resolve(): void
    reject(error: unknown): void
  }
  const queue: Waiting[] = []
  let writing: Promise<void> | undefined

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      // Everybody who is about to come may: each socket's request goes as far as it can before the next one's.
      await new Promise(resolve => setImmediate(resolve))
      const batch = queue.splice(0, itemsMax)
      try {
        await write(batch.map(({ item }) => item))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    writing = undefined
  }

  return {
    add(item: T): Promise<void> {
      return new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject })
        writing ??= drain()
      })
    },
    /** Resolves when nothing waits any more. */
    async idle(): Promise<void> {
      await writing
    },
  }
}
