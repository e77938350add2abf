// Tells memory that something changed. Every mutating call inside `write` marks its noun; listeners hear of
// the marked nouns right after the commit and before the writer's caller does, so nobody reads its own past.
import type { Reader, Storage, Writer } from '../domain/storage.ts'

export type Noun = keyof Reader
export type ChangeListener = (nouns: ReadonlySet<Noun>) => void

export interface NotifyingStorage extends Storage {
  /** Listens for the life of the storage. */
  onChange(listener: ChangeListener): void
}

/** Adds change notices to any storage. */
export function notifyChanges(storage: Storage): NotifyingStorage {
  const listeners: ChangeListener[] = []
  return {
    read: storage.read,
    onChange: listener => void listeners.push(listener),
    close: () => storage.close(),
    write(work) {
      return storage.write(writer => {
        const touched = new Set<Noun>()
        writer.afterCommit(() => {
          if (touched.size > 0) for (const listener of listeners) listener(touched)
        })
        return work(watch(writer, touched))
      })
    },
  }
}

function watch(writer: Writer, touched: Set<Noun>): Writer {
  return new Proxy(writer, {
    get(target, noun: keyof Writer) {
      if (noun === 'afterCommit') return target.afterCommit
      return new Proxy(target[noun], {
        get(store, method, receiver) {
          if (typeof method === 'string' && !/^(find|list|count)/.test(method)) touched.add(noun)
          return Reflect.get(store, method, receiver)
        },
      })
    },
  })
}
