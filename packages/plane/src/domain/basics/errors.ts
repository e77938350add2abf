// Failures that know nouns and rules, and nothing of HTTP or AWS's names. An operation's `faults` table
// translates them by `<noun>.<kind>`; what no table names ends as an internal failure and a failing test.

/** The closed set of ways in which a rule says no. */
export type DomainErrorKind =
  | 'not-found'
  | 'already-exists'
  | 'invalid'
  | 'conflict'
  | 'limit-exceeded'
  | 'denied'
  | 'throttled'
  | 'unavailable'

export class DomainError extends Error {
  readonly noun: string
  readonly kind: DomainErrorKind
  /** Which one: a name, an id, the refused text. */
  readonly id: string
  /** For the log only. */
  readonly detail: string | undefined

  constructor(noun: string, kind: DomainErrorKind, id: string, options: { message?: string; detail?: string } = {}) {
    super(options.message ?? `${noun} ${id}: ${kind}`)
    this.name = 'DomainError'
    this.noun = noun
    this.kind = kind
    this.id = id
    this.detail = options.detail
  }

  /** Key into an operation's `faults`, e.g. `setting.not-found`. */
  get key(): DomainErrorKey {
    return `${this.noun}.${this.kind}`
  }
}

export type DomainErrorKey = `${string}.${DomainErrorKind}`
