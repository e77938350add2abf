// Keeps a host's credentials between requests and replaces them in time: agents read them on every need, and expect
// new ones well before the old ones end.
import type { ImdsCredentials, IssuedCredentials, RoleDelivery } from './host.ts'
import { isIssued } from './host.ts'

const renewBeforeExpiryMs = 30 * 60 * 1000

/**
 * Wraps `issue` so that it is called only when needed. Issued credentials are kept until half an hour before they
 * expire (short-lived ones until half their life is over), apart for each delivery because that is marked inside them.
 * A reason for having none is never kept, so a repaired role works at once. When `issue` throws, credentials that are
 * still valid go on being served. Make a new wrapper when the role behind it changes.
 */
export function rotatingCredentials(
  issue: (delivery: RoleDelivery) => Promise<ImdsCredentials>,
  clock: { now(): Date },
): (delivery: RoleDelivery) => Promise<ImdsCredentials> {
  const kept = new Map<RoleDelivery, IssuedCredentials>()
  const underway = new Map<RoleDelivery, Promise<ImdsCredentials>>()

  const renew = async (delivery: RoleDelivery): Promise<ImdsCredentials> => {
    try {
      const fresh = await issue(delivery)
      if (isIssued(fresh)) kept.set(delivery, fresh)
      else kept.delete(delivery)
      return fresh
    } catch (error) {
      const last = kept.get(delivery)
      if (last !== undefined && clock.now() < last.expiration) return last
      throw error
    }
  }

  return delivery => {
    const last = kept.get(delivery)
    if (last !== undefined && clock.now().getTime() < renewalTime(last)) return Promise.resolve(last)
    const renewal = underway.get(delivery) ?? renew(delivery).finally(() => underway.delete(delivery))
    underway.set(delivery, renewal)
    return renewal
  }
}

function renewalTime(credentials: IssuedCredentials): number {
  const expiry = credentials.expiration.getTime()
  const halfLife = (expiry - credentials.lastUpdated.getTime()) / 2
  return expiry - Math.min(renewBeforeExpiryMs, halfLife)
}
