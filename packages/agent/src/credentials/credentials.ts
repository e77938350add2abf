// Temporary credentials and where they come from.

export type Credentials = {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  expiresAt: Date
}

/** Gives credentials for the next call, from a cache while it may. */
export type CredentialSource = {
  get(signal: AbortSignal): Promise<Credentials>
  /** A service called them expired: the next `get` fetches new ones. */
  expire(): void
}

/** Keeps credentials from `fetch` until `usableUntil` says otherwise. */
export class CachedCredentials implements CredentialSource {
  readonly #fetch: (signal: AbortSignal) => Promise<Credentials>
  readonly #usableUntil: (credentials: Credentials) => Date
  readonly #now: () => Date
  #cached: { credentials: Credentials; until: Date } | undefined

  constructor(
    fetch: (signal: AbortSignal) => Promise<Credentials>,
    usableUntil: (credentials: Credentials) => Date,
    now: () => Date,
  ) {
    this.#fetch = fetch
    this.#usableUntil = usableUntil
    this.#now = now
  }

  async get(signal: AbortSignal): Promise<Credentials> {
    if (this.#cached === undefined || this.#now() >= this.#cached.until) {
      const credentials = await this.#fetch(signal)
      this.#cached = { credentials, until: this.#usableUntil(credentials) }
    }
    return this.#cached.credentials
  }

  expire(): void {
    this.#cached = undefined
  }
}

const HEADER_SAFE = /^[\x21-\x7e]+$/

/** Checks what came over the wire: three printable strings and a date. Undefined when it is anything else. */
export function findCredentials(
  accessKeyId: unknown,
  secretAccessKey: unknown,
  sessionToken: unknown,
  expiresAt: Date | undefined,
): Credentials | undefined {
  if (typeof accessKeyId !== 'string' || !HEADER_SAFE.test(accessKeyId)) return undefined
  if (typeof secretAccessKey !== 'string' || !HEADER_SAFE.test(secretAccessKey)) return undefined
  if (typeof sessionToken !== 'string' || !HEADER_SAFE.test(sessionToken)) return undefined
  if (expiresAt === undefined || Number.isNaN(expiresAt.getTime())) return undefined
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt }
}
