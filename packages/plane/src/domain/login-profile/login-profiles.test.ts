import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqliteStorage } from '../../storage/sqlite/sqlite-storage.ts'
import type { Storage } from '../storage.ts'
import { createLoginProfiles, type LoginProfiles } from './login-profiles.ts'
import { hashPassword, matchesPassword } from './password-hash.ts'
import type { PasswordPolicy } from './password-policy.ts'

const accountId = '111122223333'
const now = new Date(1_700_000_000_000)
const context = { accountId, region: 'eu-west-1', callerArn: 'arn', now }
const password = 'Correct-horse-7'
const daysLater = (days: number) => new Date(now.getTime() + days * 86_400_000)

let folder: string
let storage: Storage
let profiles: LoginProfiles

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'passwords-'))
  storage = await openSqliteStorage(join(folder, 'plane.db'))
  profiles = createLoginProfiles(storage)
})
afterAll(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

async function person(name: string, resetRequired = false): Promise<void> {
  const user = { accountId, id: `AIDA${name}`, name, path: '/', createdAt: now }
  await storage.write(writer => writer.users.insert(user))
  await profiles.create(context, name, { password, resetRequired })
}

const setPolicy = (policy: Partial<PasswordPolicy>) =>
  storage.write(writer =>
    writer.passwordPolicies.put(accountId, {
      minimumLength: 6,
      requireSymbols: false,
      requireNumbers: false,
      requireUppercase: false,
      requireLowercase: false,
      allowUsersToChangePassword: false,
      ...policy,
    }),
  )
const stateAt = async (name: string, at: Date) => (await profiles.verifyPassword(accountId, name, password, at)).state
const rejectedAs = (key: string) => expect.objectContaining({ key })

describe('signing in', () => {
  test('takes the password of the user, whatever the case of its name', async () => {
    await person('Ada')
    const { user, state } = await profiles.verifyPassword(accountId, 'ADA', password, now)
    expect([user.name, state]).toEqual(['Ada', 'good'])
    const refused = rejectedAs('password.denied')
    await expect(profiles.verifyPassword(accountId, 'ada', `${password} `, now)).rejects.toEqual(refused)
    await expect(profiles.verifyPassword(accountId, 'nobody', password, now)).rejects.toEqual(refused)
    await expect(profiles.verifyPassword('999999999999', 'ada', password, now)).rejects.toEqual(refused)
  })

  test('says when the password has to be changed, or is of no use', async () => {
    await person('New', true)
    await person('Old')
    expect(await stateAt('new', now)).toBe('must-change')
    await setPolicy({ maxAgeDays: 90 })
    expect(await stateAt('old', daysLater(89))).toBe('good')
    expect(await stateAt('old', daysLater(90))).toBe('must-change')
    await setPolicy({ maxAgeDays: 90, hardExpiry: true })
    expect(await stateAt('old', daysLater(90))).toBe('expired')
    await storage.write(writer => writer.passwordPolicies.delete(accountId))
    expect(await stateAt('old', daysLater(90))).toBe('good')
  })

  test.each(['Victim', 'Nobody'])('is throttled when passwords of %s are guessed, many at once too', async name => {
    if (name === 'Victim') await person(name)
    const at = daysLater(1)
    const guess = (given: string) => profiles.verifyPassword(accountId, name, given, at)
    const answers = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => guess(`wrong-${index}`)))
    const keys = answers.map(answer => (answer.status === 'rejected' ? (answer.reason as { key: string }).key : 'good'))
    expect(keys.filter(key => key === 'password.denied')).toHaveLength(5)
    expect(keys.filter(key => key === 'guess.throttled')).toHaveLength(3)
    await expect(guess(password)).rejects.toEqual(rejectedAs('guess.throttled'))
  })
})

test('a password is hashed with a salt of its own, and the hash tells how', async () => {
  const [first, second] = [await hashPassword(password), await hashPassword(password)]
  expect(first).toMatch(/^scrypt\$32768\$8\$3\$[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}$/)
  expect(second).not.toBe(first)
  expect(await matchesPassword(password, first)).toBe(true)
  expect(await matchesPassword('other', first)).toBe(false)
  // RFC 7914, section 12: the third example, which is cheaper than what is made now.
  const salt = Buffer.from('SodiumChloride').toString('base64')
  const hash = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex')
  expect(await matchesPassword('pleaseletmein', `scrypt$16384$8$1$${salt}$${hash.toString('base64')}`)).toBe(true)
  expect(await matchesPassword(password, 'no hash')).toBe(false)
})

test('a change that rests on a password that is no longer the present one is refused', async () => {
  await person('Racer')
  const changes = ['First-horse-1', 'Second-horse-2'].map(next => profiles.update(context, 'racer', { password: next }))
  const answers = await Promise.allSettled(changes)
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { key: 'login-profile.conflict' },
  })
})

test('what is kept of a password is its hash', async () => {
  await person('Kept')
  await profiles.update(context, 'kept', { password: 'Another-horse-8' })
  const kept = JSON.stringify(await storage.read.loginProfiles.find(accountId, 'AIDAKept'))
  for (const secret of [password, 'Another-horse-8']) expect(kept).not.toContain(secret)
})
