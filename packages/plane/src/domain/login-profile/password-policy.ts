// What an account asks of its users' passwords, and what is asked where it has said nothing.
import { DomainError } from '../basics/errors.ts'

export interface PasswordPolicy {
  readonly minimumLength: number
  readonly requireSymbols: boolean
  readonly requireNumbers: boolean
  readonly requireUppercase: boolean
  readonly requireLowercase: boolean
  /** Gives every user the right to change its own password. */
  readonly allowUsersToChangePassword: boolean
  /** Absent: passwords do not expire. */
  readonly maxAgeDays?: number
  /** How many of the latest passwords may not be taken again; absent: any may. */
  readonly reusePrevention?: number
  /** An expired password cannot be changed by its user when signing in. */
  readonly hardExpiry?: boolean
}

export interface PasswordPolicyReader {
  find(accountId: string): Promise<PasswordPolicy | undefined>
}

export interface PasswordPolicyWriter extends PasswordPolicyReader {
  put(accountId: string, policy: PasswordPolicy): Promise<void>
  /** Nothing happens when there is none. */
  delete(accountId: string): Promise<void>
}

const kinds = {
  symbol: /[!@#$%^&*()_+\-=[\]{}|']/,
  number: /[0-9]/,
  'uppercase letter': /[A-Z]/,
  'lowercase letter': /[a-z]/,
}
type Kind = keyof typeof kinds
const allKinds = Object.keys(kinds) as Kind[]

const defaultMinimumLength = 8
const defaultKinds = 3

/** Throws `password.invalid` with what is missing, in a sentence. Reuse is judged where the history is. */
export function checkPassword(password: string, policy: PasswordPolicy | undefined): void {
  const minimumLength = policy?.minimumLength ?? defaultMinimumLength
  if (password.length < minimumLength) refuse(`Password should have a minimum length of ${minimumLength}`)
  if (!policy) {
    const used = allKinds.filter(kind => kinds[kind].test(password)).length
    if (used < defaultKinds) {
      refuse('Password should have at least three of: symbols, numbers, uppercase letters, lowercase letters')
    }
    return
  }
  const missing = requiredKinds(policy).find(kind => !kinds[kind].test(password))
  if (missing !== undefined) refuse(`Password should have at least one ${missing}`)
}

function requiredKinds(policy: PasswordPolicy): Kind[] {
  const required: Record<Kind, boolean> = {
    symbol: policy.requireSymbols,
    number: policy.requireNumbers,
    'uppercase letter': policy.requireUppercase,
    'lowercase letter': policy.requireLowercase,
  }
  return allKinds.filter(kind => required[kind])
}

/** The id names no password: it may end in a log. */
export function refuse(message: string): never {
  throw new DomainError('password', 'invalid', 'new password', { message })
}
