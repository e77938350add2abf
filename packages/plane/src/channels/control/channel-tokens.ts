// Tokens between the two halves of opening a channel. One is good for one node, once, for a minute. They live in
// memory: an agent that loses one to a restart asks again within seconds.
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../domain/basics/clock.ts'
import { type Scope, scopeKey } from '../../domain/basics/scope.ts'

export interface ChannelTokens {
  issue(scope: Scope, nodeId: string): string
  /** Whether the token is good for this node; it is not good again. */
  burn(token: string, scope: Scope, nodeId: string): boolean
}

const lifeMs = 60_000
const tokensMax = 100_000

export function createChannelTokens(clock: Clock): ChannelTokens {
  /** Keyed by hash, so that a look-up leaks nothing by its timing. Oldest first. */
  const issued = new Map<string, { node: string; expiresAtMs: number }>()

  function dropExpired(nowMs: number): void {
    for (const [hash, { expiresAtMs }] of issued) {
      if (expiresAtMs > nowMs && issued.size < tokensMax) return
      issued.delete(hash)
    }
  }

  return {
    issue(scope, nodeId) {
      const nowMs = clock.now().getTime()
      dropExpired(nowMs)
      const token = randomBytes(48).toString('base64url')
      issued.set(hashOf(token), { node: scopeKey(scope, nodeId), expiresAtMs: nowMs + lifeMs })
      return token
    },
    burn(token, scope, nodeId) {
      const hash = hashOf(token)
      const found = issued.get(hash)
      if (found?.node !== scopeKey(scope, nodeId)) return false
      issued.delete(hash)
      return found.expiresAtMs > clock.now().getTime()
    },
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
