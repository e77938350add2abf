/** Things that happened, consumed in order by name; a test that asks too early waits. */
export class Recorder<T> {
  readonly all: { name: string; what: T }[] = []
  #unread: { name: string; what: T }[] = []
  #waiting: { name: string; resolve: (what: T) => void }[] = []

  record(name: string, what: T): void {
    this.all.push({ name, what })
    const index = this.#waiting.findIndex(waiter => waiter.name === name)
    if (index === -1) this.#unread.push({ name, what })
    else this.#waiting.splice(index, 1)[0]?.resolve(what)
  }

  /** The next one of that name which no test has read yet. */
  next(name: string): Promise<T> {
    const index = this.#unread.findIndex(entry => entry.name === name)
    const entry = index === -1 ? undefined : this.#unread.splice(index, 1)[0]
    if (entry) return Promise.resolve(entry.what)
    return new Promise(resolve => this.#waiting.push({ name, resolve }))
  }

  /** How many of that name there were so far, read or not. */
  count(name: string): number {
    return this.all.filter(entry => entry.name === name).length
  }

  names(): string[] {
    return this.all.map(entry => entry.name)
  }
}
