// Authenticator programs: made, enabled for a user or for root, and asked for codes. A code counts once, and guesses
// are counted before they are looked at.
import { randomBytes } from 'node:crypto'
import { toBase32 } from '../basics/base32.ts'
import { DomainError } from '../basics/errors.ts'
import { createGuessLimit, type GuessLimit } from '../basics/guess-limit.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { Storage, Writer } from '../storage.ts'
import type { TaggedResource, Tags } from '../tag/tag.ts'
import { type Owner, ownerId } from '../user/owner-id.ts'
import { type Assignment, type MfaDevice, mfaDeviceArn, type MfaDeviceUse } from './mfa-device.ts'
import { findPair, findStep, stepAt } from './one-time-code.ts'

export type EnabledMfaDevice = MfaDevice & { readonly use: MfaDeviceUse }

/** Two codes, the second right after the first. */
export type CodePair = readonly [string, string]

/** Verbs that name an owner throw `user.not-found`; those that name a device throw `mfa-device.not-found`. */
export interface MfaDevices {
  /** The seed, in base32, is returned here and never again. Throws `mfa-device.already-exists`, `mfa-device.invalid`. */
  create(
    context: ActionContext,
    device: { readonly path: string; readonly name: string; readonly tags: Tags },
  ): Promise<{ device: MfaDevice; seed: string }>
  find(accountId: string, serialNumber: string): Promise<MfaDevice | undefined>
  list(accountId: string, assignment: Assignment, page: PageRequest): Promise<Page<MfaDevice>>
  /** Sorted by serial number; at most 8. */
  listByOwner(accountId: string, owner: Owner): Promise<readonly EnabledMfaDevice[]>
  /**
   * Throws `mfa-code.invalid`, `guess.throttled`, `mfa-device.conflict` when it is enabled already,
   * `mfa-devices.limit-exceeded` above 8.
   */
  enable(context: ActionContext, owner: Owner, serialNumber: string, codes: CodePair): Promise<void>
  /** Finds out how far the device's clock is off, up to ten minutes. Throws `mfa-code.invalid`, `guess.throttled`. */
  resync(context: ActionContext, owner: Owner, serialNumber: string, codes: CodePair): Promise<void>
  deactivate(context: ActionContext, owner: Owner, serialNumber: string): Promise<void>
  /** Throws `mfa-device.conflict` while it is enabled. */
  delete(context: ActionContext, serialNumber: string): Promise<void>
  /**
   * Takes a code of a device of this user (or root, by the account's id). Throws `mfa-device.denied` for a device that
   * is not the user's, `mfa-code.invalid` for one that is wrong or was taken before, `guess.throttled`.
   */
  verifyCode(user: { accountId: string; userId: string }, serialNumber: string, code: string, now: Date): Promise<void>
}

const seedBytes = 40
const devicesMax = 8
const serialNumberMax = 256
const window = 1
const resyncWindow = 20

/** Encrypts a seed for storage, bound to its device's serial number. */
export interface SeedSealing {
  seal(seed: string, serialNumber: string): string
  open(sealed: string, serialNumber: string): string | undefined
}

export function createMfaDevices(
  storage: Storage,
  sealing: SeedSealing,
  guesses: GuessLimit = createGuessLimit(),
): MfaDevices {
  function seedOf({ sealedSeed, serialNumber }: MfaDevice): Buffer {
    const seed = sealing.open(sealedSeed, serialNumber)
    if (seed === undefined) throw new Error(`the seed of ${serialNumber} cannot be opened with this key file`)
    return Buffer.from(seed, 'base64')
  }

  /** Runs a guess in a transaction; it throws unless it was right. */
  async function guess(name: string, now: Date, work: (writer: Writer) => Promise<void>): Promise<void> {
    guesses.take(name, now)
    await storage.write(work)
    guesses.clear(name)
  }

  return {
    async create({ accountId, now }, { path, name, tags }) {
      const serialNumber = mfaDeviceArn(accountId, path, name)
      // Nobody could name it afterwards.
      if (serialNumber.length > serialNumberMax) throw new DomainError('mfa-device', 'invalid', name)
      const seed = randomBytes(seedBytes)
      const sealedSeed = sealing.seal(seed.toString('base64'), serialNumber)
      const device: MfaDevice = { accountId, serialNumber, name, sealedSeed, createdAt: now }
      await storage.write(async writer => {
        if (await writer.mfaDevices.find(accountId, serialNumber)) {
          throw new DomainError('mfa-device', 'already-exists', serialNumber)
        }
        await writer.mfaDevices.put(device)
        await writer.tags.put(mfaTagsOf(accountId, serialNumber), tags)
      })
      return { device, seed: toBase32(seed) }
    },
    find: (accountId, serialNumber) => storage.read.mfaDevices.find(accountId, serialNumber),
    list: (accountId, assignment, page) => storage.read.mfaDevices.list(accountId, assignment, page),
    async listByOwner(accountId, owner) {
      const { read } = storage
      const devices = await read.mfaDevices.listByUser(accountId, await ownerId(read, accountId, owner))
      return devices.filter(isEnabled)
    },
    async enable({ accountId, now }, owner, serialNumber, codes) {
      await guess(`${accountId} ${serialNumber}`, now, async writer => {
        const userId = await ownerId(writer, accountId, owner)
        const device = await writer.mfaDevices.find(accountId, serialNumber)
        if (!device) throw new DomainError('mfa-device', 'not-found', serialNumber)
        if (device.use) throw new DomainError('mfa-device', 'conflict', serialNumber)
        if ((await writer.mfaDevices.listByUser(accountId, userId)).length >= devicesMax) {
          throw new DomainError('mfa-devices', 'limit-exceeded', owner ?? accountId)
        }
        const use = useAfter(seedOf(device), codes, now, window)
        // The first of the two codes must be fresh as well.
        if (use.lastStep - 1 <= (device.spentStep ?? -1)) throw new DomainError('mfa-code', 'invalid', serialNumber)
        await writer.mfaDevices.put({ ...device, use: { ...use, userId, enabledAt: now } })
      })
    },
    async resync({ accountId, now }, owner, serialNumber, codes) {
      await guess(`${accountId} ${serialNumber}`, now, async writer => {
        const device = await getEnabled(writer, accountId, owner, serialNumber)
        const use = useAfter(seedOf(device), codes, now, resyncWindow)
        if (use.lastStep <= device.use.lastStep) throw new DomainError('mfa-code', 'invalid', serialNumber)
        await writer.mfaDevices.put({ ...device, use: { ...device.use, ...use } })
      })
    },
    async deactivate({ accountId }, owner, serialNumber) {
      await storage.write(async writer => {
        const { use, ...device } = await getEnabled(writer, accountId, owner, serialNumber)
        await writer.mfaDevices.put({ ...device, spentStep: use.lastStep })
      })
    },
    async delete({ accountId }, serialNumber) {
      await storage.write(async writer => {
        const device = await writer.mfaDevices.find(accountId, serialNumber)
        if (!device) throw new DomainError('mfa-device', 'not-found', serialNumber)
        if (device.use) throw new DomainError('mfa-device', 'conflict', serialNumber)
        await writer.tags.removeAll(mfaTagsOf(accountId, serialNumber))
        await writer.mfaDevices.delete(accountId, serialNumber)
      })
    },
    async verifyCode({ accountId, userId }, serialNumber, code, now) {
      // By who guesses: else anybody could keep the user out by guessing at the user's device.
      await guess(`${accountId} ${userId} ${serialNumber}`, now, async writer => {
        const device = await writer.mfaDevices.find(accountId, serialNumber)
        if (device?.use?.userId !== userId) throw new DomainError('mfa-device', 'denied', serialNumber)
        const { lastStep, driftSteps } = device.use
        const expected = stepAt(now) + driftSteps
        const from = Math.max(expected - window, lastStep + 1)
        const step = findStep(seedOf(device), code, from, expected + window)
        if (step === undefined) throw new DomainError('mfa-code', 'invalid', serialNumber)
        await writer.mfaDevices.put({ ...device, use: { ...device.use, lastStep: step } })
      })
    },
  }
}

/** Where the tags of a device are kept. */
export function mfaTagsOf(accountId: string, serialNumber: string): TaggedResource {
  return { accountId, region: '', type: 'mfa', id: serialNumber }
}

/**
 * Where the device's clock stands after two codes; the later of them is the one to be about now. A small difference
 * is left to the window: it may be nothing but the time that typing takes.
 */
function useAfter(
  seed: Buffer,
  codes: CodePair,
  now: Date,
  within: number,
): Pick<MfaDeviceUse, 'lastStep' | 'driftSteps'> {
  const step = stepAt(now)
  const first = findPair(seed, codes, step - within - 1, step + within - 1)
  if (first === undefined) throw new DomainError('mfa-code', 'invalid', 'two codes')
  const lastStep = first + 1
  const drift = lastStep - step
  return { lastStep, driftSteps: Math.abs(drift) <= window ? 0 : drift }
}

function isEnabled(device: MfaDevice): device is EnabledMfaDevice {
  return device.use !== undefined
}

async function getEnabled(
  writer: Writer,
  accountId: string,
  owner: Owner,
  serialNumber: string,
): Promise<EnabledMfaDevice> {
  const userId = await ownerId(writer, accountId, owner)
  const device = await writer.mfaDevices.find(accountId, serialNumber)
  if (!device || !isEnabled(device) || device.use.userId !== userId) {
    throw new DomainError('mfa-device', 'not-found', serialNumber)
  }
  return device
}
