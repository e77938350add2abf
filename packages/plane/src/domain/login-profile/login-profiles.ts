// Passwords of users: made, changed, checked. Hashing takes long and happens outside of transactions; what it rested
// on is looked at again inside.
import { DomainError } from '../basics/errors.ts'
import { createGuessLimit, type GuessLimit } from '../basics/guess-limit.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { Reader, Storage } from '../storage.ts'
import type { User } from '../user/user.ts'
import type { LoginProfile } from './login-profile.ts'
import { hashPassword, matchesPassword } from './password-hash.ts'
import { checkPassword, type PasswordPolicy, refuse } from './password-policy.ts'

export interface NewPassword {
  readonly password: string
  readonly resetRequired: boolean
}

/** Whose password was right, and what it is good for. */
export interface VerifiedPassword {
  readonly user: User
  /** `must-change`: for setting another one only; `expired`: for nothing, somebody else has to set one. */
  readonly state: 'good' | 'must-change' | 'expired'
}

/** Every verb but the last throws `user.not-found`; those that set a password throw `password.invalid`. */
export interface LoginProfiles {
  /** Throws `login-profile.already-exists`. */
  create(context: ActionContext, userName: string, password: NewPassword): Promise<LoginProfile>
  /** Throws `login-profile.not-found`. */
  get(accountId: string, userName: string): Promise<LoginProfile>
  /** Throws `login-profile.not-found`, `login-profile.conflict` when it is being changed by somebody else. */
  update(context: ActionContext, userName: string, change: Partial<NewPassword>): Promise<void>
  /** Throws `login-profile.not-found`. */
  delete(context: ActionContext, userName: string): Promise<void>
  /** As {@link update}; also throws `password.denied` when the old one is wrong and `guess.throttled`. */
  change(context: ActionContext, userName: string, oldPassword: string, newPassword: string): Promise<void>
  /**
   * For signing in. Throws `password.denied`, alike for a user that does not exist and one without a password, and
   * `guess.throttled`.
   */
  verifyPassword(accountId: string, userName: string, password: string, now: Date): Promise<VerifiedPassword>
}

const keptHashes = 24
const dayMs = 86_400_000

export function createLoginProfiles(storage: Storage, guesses: GuessLimit = createGuessLimit()): LoginProfiles {
  const { read } = storage
  const changes = createGuessLimit()

  /** Throws `password.invalid`. */
  async function acceptable(accountId: string, password: string, before?: LoginProfile): Promise<string> {
    const policy = await read.passwordPolicies.find(accountId)
    checkPassword(password, policy)
    if (before && (await isReused(password, before, policy))) refuse('Password has been used before')
    return hashPassword(password)
  }

  async function replace(
    accountId: string,
    before: LoginProfile,
    { password, resetRequired }: Partial<NewPassword>,
    now: Date,
  ) {
    const hash = password === undefined ? undefined : await acceptable(accountId, password, before)
    const kept: LoginProfile = {
      ...before,
      ...(resetRequired !== undefined && { resetRequired }),
      ...(hash !== undefined && {
        passwordHash: hash,
        earlierHashes: [before.passwordHash, ...before.earlierHashes].slice(0, keptHashes - 1),
        changedAt: now,
      }),
    }
    await storage.write(async writer => {
      const present = await writer.loginProfiles.find(accountId, before.userId)
      if (present?.passwordHash !== before.passwordHash)
        throw new DomainError('login-profile', 'conflict', before.userId)
      await writer.loginProfiles.put(kept)
    })
  }

  /** Whether a guess is right, at the same cost whether or not there is a password. */
  async function isRight(profile: LoginProfile | undefined, password: string, name: string, now: Date) {
    guesses.take(name, now)
    const matches = await matchesPassword(password, profile?.passwordHash ?? (await nobodysHash()))
    return profile !== undefined && matches
  }

  return {
    async create({ accountId, now }, userName, { password, resetRequired }) {
      const user = await getUser(read, accountId, userName)
      const passwordHash = await acceptable(accountId, password)
      return storage.write(async writer => {
        await getUser(writer, accountId, user.name)
        if (await writer.loginProfiles.find(accountId, user.id)) {
          throw new DomainError('login-profile', 'already-exists', user.name)
        }
        const { id: userId } = user
        const dates = { createdAt: now, changedAt: now }
        const profile = { accountId, userId, passwordHash, earlierHashes: [], resetRequired, ...dates }
        await writer.loginProfiles.put(profile)
        return profile
      })
    },
    get: (accountId, userName) => getProfile(read, accountId, userName),
    async update({ accountId, now }, userName, change) {
      await replace(accountId, await getProfile(read, accountId, userName), change, now)
    },
    async delete({ accountId }, userName) {
      await storage.write(async writer => {
        const { userId } = await getProfile(writer, accountId, userName)
        await writer.loginProfiles.delete(accountId, userId)
      })
    },
    async change({ accountId, now }, userName, oldPassword, password) {
      const profile = await getProfile(read, accountId, userName)
      const name = guessName(accountId, userName)
      // A password is compared with all that came before: whoever changes it again and again pays as one who guesses.
      changes.take(name, now)
      if (!(await isRight(profile, oldPassword, name, now))) throw new DomainError('password', 'denied', userName)
      await replace(accountId, profile, { password, resetRequired: false }, now)
      guesses.clear(name)
    },
    async verifyPassword(accountId, userName, password, now) {
      const user = await read.users.find(accountId, userName)
      const profile = user && (await read.loginProfiles.find(accountId, user.id))
      const name = guessName(accountId, userName)
      const isGood = await isRight(profile, password, name, now)
      if (!user || !profile || !isGood) throw new DomainError('password', 'denied', userName)
      guesses.clear(name)
      return { user, state: stateOf(profile, await read.passwordPolicies.find(accountId), now) }
    },
  }
}

/** When a password stops being good under a policy; undefined: never. */
export function passwordExpiry({ changedAt }: LoginProfile, policy: PasswordPolicy | undefined): Date | undefined {
  return policy?.maxAgeDays === undefined ? undefined : new Date(changedAt.getTime() + policy.maxAgeDays * dayMs)
}

function stateOf(profile: LoginProfile, policy: PasswordPolicy | undefined, now: Date): VerifiedPassword['state'] {
  const expiry = passwordExpiry(profile, policy)
  const hasExpired = expiry !== undefined && expiry <= now
  if (hasExpired && policy?.hardExpiry) return 'expired'
  return hasExpired || profile.resetRequired ? 'must-change' : 'good'
}

async function isReused(password: string, before: LoginProfile, policy: PasswordPolicy | undefined): Promise<boolean> {
  const hashes = [before.passwordHash, ...before.earlierHashes].slice(0, policy?.reusePrevention ?? 0)
  for (const hash of hashes) if (await matchesPassword(password, hash)) return true
  return false
}

type Directory = Pick<Reader, 'users' | 'loginProfiles'>

async function getUser({ users }: Directory, accountId: string, name: string): Promise<User> {
  const user = await users.find(accountId, name)
  if (!user) throw new DomainError('user', 'not-found', name)
  return user
}

async function getProfile(directory: Directory, accountId: string, userName: string): Promise<LoginProfile> {
  const user = await getUser(directory, accountId, userName)
  const profile = await directory.loginProfiles.find(accountId, user.id)
  if (!profile) throw new DomainError('login-profile', 'not-found', user.name)
  return profile
}

function guessName(accountId: string, userName: string): string {
  return `${accountId} ${userName.toLowerCase()}`
}

let nobodys: Promise<string> | undefined
function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword('')
  return nobodys
}
