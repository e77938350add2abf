// The first start of a data folder: an account, its administrator, and one access key. Nobody is asked anything and
// nothing secret is printed; the key goes straight into an AWS credentials file.
import { newAccessKeyId, newAccountId, newIamId, newSecretAccessKey } from '../domain/basics/ids.ts'
import type { Storage } from '../domain/storage.ts'
import type { Sealing } from '../identity/sealing.ts'

/** What was made; the secret is known only now. */
export interface NewAdministrator {
  readonly accountId: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export const administratorPolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'

/**
 * Makes an account with an administrator `admin` who may do everything.
 *
 * @param keep puts the secret where it survives, before the account is written
 */
export async function createAdministrator(
  storage: Storage,
  sealing: Sealing,
  now: Date,
  account: { readonly id?: string; readonly name: string },
  keep: (administrator: NewAdministrator) => void = () => {},
): Promise<NewAdministrator> {
  const accountId = account.id ?? newAccountId()
  const userId = newIamId('AIDA')
  const accessKeyId = newAccessKeyId('AKIA')
  const secretAccessKey = newSecretAccessKey()
  keep({ accountId, accessKeyId, secretAccessKey })
  await storage.write(async writer => {
    await writer.accounts.insert({ id: accountId, name: account.name, createdAt: now, status: 'active' })
    await writer.users.insert({ accountId, id: userId, name: 'admin', path: '/', createdAt: now })
    await writer.policies.attach(accountId, userId, administratorPolicyArn, now)
    await writer.accessKeys.insert({
      id: accessKeyId,
      accountId,
      userId,
      sealedSecret: sealing.seal(secretAccessKey, accessKeyId),
      status: 'Active',
      createdAt: now,
    })
  })
  return { accountId, accessKeyId, secretAccessKey }
}

/** The account that the plane's own profile belongs to, and its administrator when this start made it. */
export interface HomeAccount {
  readonly accountId: string
  readonly newAdministrator?: NewAdministrator
}

/**
 * The oldest account; on the first start of a storage one is made, with its administrator. Throws when the storage
 * belongs to another key file: every later call would fail without saying why.
 */
export async function ensureHomeAccount(
  storage: Storage,
  sealing: Sealing,
  now: Date,
  keep: (administrator: NewAdministrator) => void,
): Promise<HomeAccount> {
  const accounts = await storage.read.accounts.list()
  const oldest = [...accounts].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())[0]
  if (oldest) {
    await requireOwnKeys(storage, sealing, oldest.id)
    return { accountId: oldest.id }
  }
  const newAdministrator = await createAdministrator(storage, sealing, now, { name: 'hostler' }, keep)
  return { accountId: newAdministrator.accountId, newAdministrator }
}

const usersToTry = 20

/** Opens the first access key that is found; an account without any is not looked at further. */
async function requireOwnKeys({ read }: Storage, sealing: Sealing, accountId: string): Promise<void> {
  const { items } = await read.users.list(accountId, '/', { limit: usersToTry })
  for (const user of items) {
    const [key] = await read.accessKeys.listByUser(accountId, user.id)
    if (!key) continue
    if (sealing.open(key.sealedSecret, key.id) !== undefined) return
    throw new Error('master.key is not the key file that this database was written with; put the right one back')
  }
}
