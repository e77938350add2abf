// The fingerprint of a hybrid host: a UUID that stays while the host looks like itself. On a copied disk it becomes
// another one, and the plane gives no credentials to a host with another fingerprint than the registered one.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { ADDRESS, MACHINE_ID, type Hardware } from './hardware.ts'
import type { Vault } from './vault.ts'

export type FingerprintOptions = {
  vault: Vault
  readHardware: () => Promise<Hardware>
  clock: Clock
  log: Log
}

const ENTRY = 'InstanceFingerprint'
const STANDARD_THRESHOLD = 40
const TRIES = 3
const PAUSE_MS = 5000

type Stored = { fingerprint: string; hardware: Hardware; threshold: number }

/** Is it the same host? `threshold` is the percentage of values that must not have changed; -1 asks for none. */
export function isSimilar(saved: Hardware, current: Hardware, threshold: number): boolean {
  if (threshold === -1) return true
  if (Object.keys(saved).length === 0 || saved[MACHINE_ID] !== current[MACHINE_ID]) return false
  if (saved[ADDRESS] === current[ADDRESS]) return true
  const names = Object.keys(current)
  return (names.filter(name => saved[name] === current[name]).length / names.length) * 100 >= threshold
}

export class Fingerprint {
  readonly #options: FingerprintOptions
  #known: string | undefined

  constructor(options: FingerprintOptions) {
    this.#options = options
  }

  /** The fingerprint, judged once per process; a first or a changed one is saved. Throws when that fails. */
  async get(signal: AbortSignal): Promise<string> {
    this.#known ??= await this.#judge(signal)
    return this.#known
  }

  /** How many values must not have changed, in per cent (1 to 100), or -1 for no comparison. Needs a fingerprint. */
  async setThreshold(threshold: number): Promise<void> {
    const stored = await this.#find()
    if (stored === undefined) throw new Error('this host has no fingerprint yet: register it first')
    await this.#save({ ...stored, threshold })
  }

  /** Writes again what is stored. Throws when the vault cannot be written. */
  async checkWritable(): Promise<void> {
    await this.#save((await this.#find())!)
  }

  async forget(): Promise<void> {
    await this.#options.vault.saveEntry(ENTRY, {})
  }

  async #judge(signal: AbortSignal): Promise<string> {
    const { readHardware, clock, log } = this.#options
    const stored = await this.#find()
    for (let left = TRIES - 1; ; left--) {
      const hardware = await readHardware()
      if (stored && isSimilar(stored.hardware, hardware, stored.threshold)) return stored.fingerprint
      // Devices may still be appearing at boot: a host is not judged another one at first sight.
      if (stored && left > 0) await clock.sleep(PAUSE_MS, 'hardware', signal)
      else {
        if (stored) log.warn('This host does not look like the one that was registered: it gets a new fingerprint')
        const fingerprint = randomUUID()
        await this.#save({ fingerprint, hardware, threshold: stored?.threshold ?? STANDARD_THRESHOLD })
        return fingerprint
      }
    }
  }

  async #find(): Promise<Stored | undefined> {
    const entry = await this.#options.vault.findEntry(ENTRY)
    const { fingerprint, hardwareHash, similarityThreshold } = entry ?? {}
    if (typeof fingerprint !== 'string' || fingerprint === '') return undefined
    const hardware = typeof hardwareHash === 'object' && hardwareHash !== null ? (hardwareHash as Hardware) : {}
    const threshold = typeof similarityThreshold === 'number' ? similarityThreshold : STANDARD_THRESHOLD
    return { fingerprint, hardware, threshold }
  }

  async #save({ fingerprint, hardware, threshold }: Stored): Promise<void> {
    const sorted = Object.fromEntries(Object.entries(hardware).sort(([a], [b]) => (a < b ? -1 : 1)))
    const entry = { fingerprint, hardwareHash: sorted, similarityThreshold: threshold }
    await this.#options.vault.saveEntry(ENTRY, entry)
  }
}
