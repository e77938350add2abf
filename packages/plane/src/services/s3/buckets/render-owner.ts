import { hash } from 'node:crypto'

/** Owners are told by a canonical id of 64 hexadecimal digits; AWS does not publish how it is made of an account. */
export function renderOwner(accountId: string): { readonly ID: string } {
  return { ID: hash('sha256', `hostler canonical user ${accountId}`) }
}
