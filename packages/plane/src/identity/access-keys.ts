// Permanent keys, as the verifier needs them: id to owner and clear secret, in memory, read anew after a change.
import type { AccessKeyReader } from '../domain/access-key/access-key.ts'
import type { NotifyingStorage } from '../storage/notify-changes.ts'
import type { Sealing } from './sealing.ts'

export interface KnownAccessKey {
  readonly accountId: string
  /** `AIDA…`, or the account id for the root user's key. */
  readonly userId: string
  readonly secretAccessKey: string
}

export interface AccessKeys {
  /** The key, or undefined when it does not exist or is inactive. */
  find(id: string): Promise<KnownAccessKey | undefined>
}

const knownMax = 20_000

export function createAccessKeys(read: AccessKeyReader, sealing: Sealing, storage: NotifyingStorage): AccessKeys {
  let known = new Map<string, KnownAccessKey>()
  storage.onChange(nouns => {
    if (nouns.has('accessKeys')) known = new Map()
  })
  return {
    async find(id) {
      const held = known.get(id)
      if (held) return held
      const into = known
      const key = await read.find(id)
      if (key?.status !== 'Active') return undefined
      const secretAccessKey = sealing.open(key.sealedSecret, id)
      if (secretAccessKey === undefined) throw new Error(`access key ${id} cannot be opened with this key file`)
      const found = { accountId: key.accountId, userId: key.userId, secretAccessKey }
      if (into.size >= knownMax) into.clear()
      into.set(id, found)
      return found
    },
  }
}
