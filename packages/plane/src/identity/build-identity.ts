// The parts that find out who calls, built once.
import type { AccessKeyUse } from '../domain/access-key/access-key-use.ts'
import type { Clock } from '../domain/basics/clock.ts'
import type { ManagedPolicyCatalogue } from '../domain/policy/managed-policy.ts'
import type { NotifyingStorage } from '../storage/notify-changes.ts'
import { createAccessKeys } from './access-keys.ts'
import { type Authenticator, createAuthenticator } from './authenticator.ts'
import { createHostCredentials, type HostCredentials } from './host-credentials.ts'
import { createPrincipals, forgetPrincipalsOnChange, type Principals } from './principals.ts'
import { createSealing, type Sealing } from './sealing.ts'
import { createSessionTokens, type SessionTokens } from './session-tokens.ts'
import { createStanding, type Standing } from './standing.ts'

export interface Identity {
  readonly principals: Principals
  readonly sessionTokens: SessionTokens
  readonly hostCredentials: HostCredentials
  readonly authenticator: Authenticator
  readonly standing: Standing
  /** Seals access key secrets at rest. */
  readonly keySealing: Sealing
  /** Seals seeds of authenticator programs at rest. */
  readonly seedSealing: Sealing
}

export function buildIdentity(parts: {
  readonly storage: NotifyingStorage
  readonly catalogue: ManagedPolicyCatalogue
  /** 32 bytes for one purpose. */
  keyFor(purpose: 'access-keys' | 'mfa-seeds' | 'session-tokens'): Buffer
  /** Hears of every call with a permanent key. */
  keyUsed(use: AccessKeyUse): void
  instanceExists(accountId: string, region: string, id: string): Promise<boolean>
  readonly nodeTokenSeconds: number
  readonly clock: Clock
}): Identity {
  const { storage, clock } = parts
  const keySealing = createSealing(parts.keyFor('access-keys'))
  const sessionTokens = createSessionTokens(createSealing(parts.keyFor('session-tokens')))
  const principals = createPrincipals(storage.read, parts.catalogue)
  forgetPrincipalsOnChange(storage, principals)
  const accessKeys = createAccessKeys(storage.read.accessKeys, keySealing, storage)
  return {
    principals,
    sessionTokens,
    keySealing,
    seedSealing: createSealing(parts.keyFor('mfa-seeds')),
    standing: createStanding({ accessKeys, principals }),
    hostCredentials: createHostCredentials(sessionTokens, parts.nodeTokenSeconds),
    authenticator: createAuthenticator({
      accessKeys,
      sessionTokens,
      principals,
      instanceExists: parts.instanceExists,
      keyUsed: parts.keyUsed,
      findHybridNode: async id => {
        const registration = await storage.read.nodes.findRegistrationById(id)
        return registration?.hybrid && registration
      },
      clock,
    }),
  }
}
