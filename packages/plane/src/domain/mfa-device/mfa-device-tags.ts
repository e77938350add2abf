// Tags of authenticator programs, under the same rules as those of users and roles.
import { DomainError } from '../basics/errors.ts'
import { addTags, dropTags } from '../policy/entity-tags.ts'
import type { Reader, Storage } from '../storage.ts'
import type { Tags } from '../tag/tag.ts'
import { mfaTagsOf } from './mfa-devices.ts'

/** Every verb but `find` throws `mfa-device.not-found`. */
export interface MfaDeviceTags {
  /** Sorted by key; empty where there is no such device. */
  find(accountId: string, serialNumber: string): Promise<Tags>
  list(accountId: string, serialNumber: string): Promise<Tags>
  /** Adds and replaces. Throws `tags.limit-exceeded` when the device would have more than 50. */
  put(accountId: string, serialNumber: string, tags: Tags): Promise<void>
  /** Keys that are not there are no failure. */
  remove(accountId: string, serialNumber: string, keys: readonly string[]): Promise<void>
}

export function createMfaDeviceTags(storage: Storage): MfaDeviceTags {
  const { read } = storage
  return {
    find: (accountId, serialNumber) => read.tags.list(mfaTagsOf(accountId, serialNumber)),
    async list(accountId, serialNumber) {
      await check(read, accountId, serialNumber)
      return read.tags.list(mfaTagsOf(accountId, serialNumber))
    },
    async put(accountId, serialNumber, tags) {
      await storage.write(async writer => {
        await check(writer, accountId, serialNumber)
        await addTags(writer, mfaTagsOf(accountId, serialNumber), tags)
      })
    },
    async remove(accountId, serialNumber, keys) {
      await storage.write(async writer => {
        await check(writer, accountId, serialNumber)
        await dropTags(writer, mfaTagsOf(accountId, serialNumber), keys)
      })
    },
  }
}

async function check(
  { mfaDevices }: Pick<Reader, 'mfaDevices'>,
  accountId: string,
  serialNumber: string,
): Promise<void> {
  if (!(await mfaDevices.find(accountId, serialNumber))) throw new DomainError('mfa-device', 'not-found', serialNumber)
}
