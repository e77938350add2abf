// Activations: how hosts that are no EC2 instances come under management. A code, told once, lets so many of them
// register a key of their own until a date.
import { createHash, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import { DomainError } from '../basics/errors.ts'
import { newResourceId } from '../basics/ids.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import { requireRsaKey } from '../node/host-registrations.ts'
import type { HostRegistration } from '../node/node.ts'
import type { Storage } from '../storage.ts'
import type { Activation } from './activation.ts'

export type NewActivation = Pick<Activation, 'roleName' | 'tags'> &
  Partial<Pick<Activation, 'description' | 'defaultInstanceName' | 'registrationLimit' | 'expiresAt'>>

/** What a host shows and offers when it registers. */
export interface HostOffer {
  readonly activationId: string
  readonly code: string
  readonly publicKey: string
  readonly publicKeyType: string
  readonly fingerprint: string
}

export interface Activations {
  /** Throws `expiration.invalid` for a date that is past or more than 30 days ahead. */
  create(context: ActionContext, activation: NewActivation): Promise<{ activation: Activation; code: string }>
  find(scope: Scope, id: string): Promise<Activation | undefined>
  list(scope: Scope, page: PageRequest): Promise<Page<Activation>>
  /** Throws `activation.not-found`. */
  delete(scope: Scope, id: string): Promise<void>
  /**
   * Registers a host. Throws `activation.invalid` (no such activation, or not its code: which, is not told),
   * `activation.denied` when it has expired, `activation.limit-exceeded`, `public-key.invalid`.
   */
  register(offer: HostOffer, now: Date): Promise<HostRegistration>
}

const hourMs = 3_600_000
const defaultHours = 24
const hoursMax = 30 * 24
const codeLength = 20
const codeAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function createActivations(storage: Storage): Activations {
  return {
    async create({ accountId, region, now }, given) {
      const expiresAt = given.expiresAt ?? new Date(now.getTime() + defaultHours * hourMs)
      const isUsable = expiresAt > now && expiresAt.getTime() <= now.getTime() + hoursMax * hourMs
      if (!isUsable) throw new DomainError('expiration', 'invalid', expiresAt.toISOString())
      const code = newCode()
      const activation: Activation = {
        ...given,
        accountId,
        region,
        id: randomUUID(),
        codeHash: hashOf(code),
        registrationLimit: given.registrationLimit ?? 1,
        registrationsCount: 0,
        createdAt: now,
        expiresAt,
      }
      await storage.write(writer => writer.activations.put(activation))
      return { activation, code }
    },
    find: (scope, id) => storage.read.activations.find(scope, id),
    list: (scope, page) => storage.read.activations.list(scope, page),
    async delete(scope, id) {
      await storage.write(async writer => {
        if (!(await writer.activations.find(scope, id))) throw new DomainError('activation', 'not-found', id)
        await writer.activations.delete(scope, id)
      })
    },
    async register({ activationId, code, publicKey, publicKeyType, fingerprint }, now) {
      // One transaction: however many hosts come at once, no more than the limit get in.
      return storage.write(async writer => {
        const activation = await writer.activations.findById(activationId)
        if (!activation || !isSame(activation.codeHash, hashOf(code))) {
          throw new DomainError('activation', 'invalid', activationId)
        }
        if (activation.expiresAt <= now) throw new DomainError('activation', 'denied', activationId)
        if (activation.registrationsCount >= activation.registrationLimit) {
          throw new DomainError('activation', 'limit-exceeded', activationId)
        }
        requireRsaKey(publicKey, publicKeyType)
        const { accountId, region, roleName, defaultInstanceName, registrationsCount, tags } = activation
        const registration: HostRegistration = {
          accountId,
          region,
          id: newResourceId('mi'),
          publicKey,
          publicKeyType,
          fingerprint,
          registeredAt: now,
          hybrid: { activationId, roleName, ...(defaultInstanceName !== undefined && { name: defaultInstanceName }) },
        }
        await writer.activations.put({ ...activation, registrationsCount: registrationsCount + 1 })
        await writer.nodes.putRegistration(registration)
        if (tags.length > 0) {
          await writer.tags.put({ accountId, region, type: 'managed-instance', id: registration.id }, new Map(tags))
        }
        return registration
      })
    },
  }
}

function newCode(): string {
  return Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('')
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('base64')
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
