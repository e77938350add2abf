// A host's own key: what it registers at first boot and proves itself with ever after.
import { createPublicKey } from 'node:crypto'
import { DomainError } from '../basics/errors.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import type { HostRegistration } from './node.ts'

export interface HostRegistrations {
  /**
   * Registers an EC2 instance's key. The same instance may register again with another key: agents that lose
   * their key folder do so, and a refusal would keep them dark for good.
   * Throws `public-key.invalid`, or `fingerprint.invalid` when it is not the instance's own id.
   */
  registerInstance(
    context: ActionContext,
    id: string,
    offered: { publicKey: string; publicKeyType: string; fingerprint: string },
  ): Promise<void>
  find(scope: Scope, id: string): Promise<HostRegistration | undefined>
  /** A hybrid node takes another role from its next token on. Throws `registration.not-found`. */
  changeRole(scope: Scope, id: string, roleName: string): Promise<void>
  /** Forgets a hybrid node, its tags with it. Throws `registration.not-found`. */
  deregister(scope: Scope, id: string): Promise<void>
  /** Replaces the key of a registered host. Throws `registration.not-found`, `public-key.invalid`. */
  replaceKey(context: ActionContext, id: string, publicKey: string, publicKeyType: string): Promise<void>
}

export function createHostRegistrations(storage: Storage): HostRegistrations {
  const find = (scope: Scope, id: string) => storage.read.nodes.findRegistration(scope, id)
  return {
    find,
    async registerInstance({ accountId, region, now }, id, { publicKey, publicKeyType, fingerprint }) {
      requireRsaKey(publicKey, publicKeyType)
      if (fingerprint !== id) throw new DomainError('fingerprint', 'invalid', fingerprint)
      await storage.write(writer =>
        writer.nodes.putRegistration({
          accountId,
          region,
          id,
          publicKey,
          publicKeyType,
          fingerprint,
          registeredAt: now,
        }),
      )
    },
    async changeRole(scope, id, roleName) {
      await storage.write(async writer => {
        const registration = await writer.nodes.findRegistration(scope, id)
        if (!registration?.hybrid) throw new DomainError('registration', 'not-found', id)
        await writer.nodes.putRegistration({ ...registration, hybrid: { ...registration.hybrid, roleName } })
      })
    },
    async deregister({ accountId, region }, id) {
      await storage.write(async writer => {
        const registration = await writer.nodes.findRegistration({ accountId, region }, id)
        if (!registration?.hybrid) throw new DomainError('registration', 'not-found', id)
        await writer.nodes.deleteRegistration({ accountId, region }, id)
        await writer.tags.removeAll({ accountId, region, type: 'managed-instance', id })
      })
    },
    async replaceKey(context, id, publicKey, publicKeyType) {
      requireRsaKey(publicKey, publicKeyType)
      const registration = await find(context, id)
      if (!registration) throw new DomainError('registration', 'not-found', id)
      await storage.write(writer => writer.nodes.putRegistration({ ...registration, publicKey, publicKeyType }))
    },
  }
}

/** Agents register RSA keys of 2048 bits and more, as base64 of SPKI DER. Throws `public-key.invalid`. */
export function requireRsaKey(publicKey: string, type: string): void {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
    if (key.asymmetricKeyType === 'rsa' && bits >= 2048 && bits <= 8192 && type.toLowerCase() === 'rsa') return
  } catch {
    // Not a key at all: refused below like any other that is unfit.
  }
  throw new DomainError('public-key', 'invalid', type)
}
