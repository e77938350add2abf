import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { limitedWork } from '../basics/limited-work.ts'

// 32 MiB and some tenths of a second for each guess. Each hash says how it was made, so these may be raised.
const cost = { N: 2 ** 15, r: 8, p: 3 }
const saltBytes = 16
/** Each takes a thread of the few that also read and write files. */
const hashing = limitedWork(2, 200)
const hashBytes = 32

/** A password in the form in which it is kept: `scrypt$N$r$p$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const hash = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), hash.toString('base64')].join('$')
}

/** Whether a password is the one that was hashed; false for text that no hash is. */
export async function matchesPassword(password: string, kept: string): Promise<boolean> {
  const [form, N, r, p, salt, hash] = kept.split('$')
  if (form !== 'scrypt' || salt === undefined || hash === undefined) return false
  const given = await derive(password, Buffer.from(salt, 'base64'), { N: Number(N), r: Number(r), p: Number(p) })
  const expected = Buffer.from(hash, 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Throws `work.throttled` when too many wait. */
function derive(password: string, salt: Buffer, { N, r, p }: typeof cost): Promise<Buffer> {
  return hashing(() => {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    scrypt(password, salt, hashBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
    return promise
  })
}
