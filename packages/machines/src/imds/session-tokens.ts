// IMDSv2 session tokens. A token is sealed with the id of the host that asked for it and carries its own expiry, so
// nothing is stored: a host may hold any number of tokens, and one host's token means nothing to another.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const expiryBytes = 6
const saltBytes = 10
const bodyBytes = expiryBytes + saltBytes
// 42 bytes in all: as base64 these have no spare bits, so that no two texts stand for one token.
const sealBytes = 26
const tokenPattern = /^[A-Za-z0-9_-]{56}$/

/** Longest life of a session token in seconds (six hours). */
export const longestTokenSeconds = 21_600

export interface SessionTokens {
  /** A new token for this host, valid for `ttlSeconds` from `now`. */
  issue(instanceId: string, ttlSeconds: number, now: Date): string
  /** True when this host obtained the token and it has not expired. Any text may be given. */
  accepts(token: string, instanceId: string, now: Date): boolean
}

/** Sealed tokens under `secret` (32 bytes); with the same secret they stay valid over a restart. */
export function createSessionTokens(secret: Uint8Array): SessionTokens {
  const seal = (body: Buffer, instanceId: string): Buffer =>
    createHmac('sha256', secret).update(body).update(instanceId).digest().subarray(0, sealBytes)

  return {
    issue(instanceId, ttlSeconds, now) {
      const body = Buffer.concat([Buffer.alloc(expiryBytes), randomBytes(saltBytes)])
      body.writeUIntBE(now.getTime() + ttlSeconds * 1000, 0, expiryBytes)
      return Buffer.concat([body, seal(body, instanceId)]).toString('base64url')
    },
    accepts(token, instanceId, now) {
      if (!tokenPattern.test(token)) return false
      const bytes = Buffer.from(token, 'base64url')
      const body = bytes.subarray(0, bodyBytes)
      const genuine = timingSafeEqual(bytes.subarray(bodyBytes), seal(body, instanceId))
      return genuine && now.getTime() < body.readUIntBE(0, expiryBytes)
    },
  }
}
