import type { PolicyDocument } from './document.ts'
import { PolicyError, policyMessages } from './policy-error.ts'

/** Throws PolicyError for an action without a service, with a second colon, or with a service prefix AWS never uses. */
export function checkActions({ statements }: PolicyDocument): void {
  for (const { action } of statements) for (const entry of action?.entries ?? []) checkAction(entry)
}

function checkAction(entry: string): void {
  if (entry === '*') return
  const [vendor = '', ...names] = entry.split(':')
  if (names.length === 0) throw new PolicyError(policyMessages.actionVendor)
  if (names.length > 1) throw new PolicyError(policyMessages.actionColon)
  if (!/^[A-Za-z0-9.-]+$/.test(vendor)) throw new PolicyError(`Vendor ${vendor} is not valid`)
}
