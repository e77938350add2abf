import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'

/** Lets so many hosts that are no EC2 instances register until a date. */
export interface Activation extends Scope {
  /** UUID. */
  readonly id: string
  /** SHA-256 of the code, base64: the code itself is told once. */
  readonly codeHash: string
  /** Path and name of the role whose credentials the hosts get. */
  readonly roleName: string
  readonly description?: string
  /** Becomes the name of each host. */
  readonly defaultInstanceName?: string
  readonly registrationLimit: number
  readonly registrationsCount: number
  readonly createdAt: Date
  readonly expiresAt: Date
  /** Become the tags of each host. */
  readonly tags: readonly (readonly [key: string, value: string])[]
}

export interface ActivationReader {
  find(scope: Scope, id: string): Promise<Activation | undefined>
  /** Of whatever account and region: a host that registers names neither. */
  findById(id: string): Promise<Activation | undefined>
  /** Sorted by id. */
  list(scope: Scope, page: PageRequest): Promise<Page<Activation>>
}

export interface ActivationWriter extends ActivationReader {
  put(activation: Activation): Promise<void>
  delete(scope: Scope, id: string): Promise<void>
}
