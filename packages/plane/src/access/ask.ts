// The questions that operations ask before they run.
import type { ContextValue } from '@hostler/policy/index'

/** One question to the policies: may the caller do `action` on `resource`? */
export interface Ask {
  readonly action: string
  /** ARN, or the service's own string for actions without resource level. */
  readonly resource: string
  /** Condition keys of this question, lower case, on top of the request's. */
  readonly context?: Readonly<Record<string, ContextValue | undefined>>
  /**
   * The host this question speaks of. Credentials of a host act for that host only, in its region: another host or
   * region is refused whatever the policies say.
   */
  readonly host?: string
}

/** Makes a question. */
export function may(action: string, resource: string, more: Pick<Ask, 'context' | 'host'> = {}): Ask {
  return { action, resource, ...more }
}

/** For the few operations that everybody with valid credentials may call, whatever the policies say. */
export const anyone = 'anyone'

/** Never an empty list: that allows nothing, and is a fault of the operation. */
export type Asks = readonly Ask[] | typeof anyone
