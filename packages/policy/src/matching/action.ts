import type { EntryList } from '../language/statement.ts'
import { Wildcard, wildcardSymbols } from './wildcard.ts'

/** A request's action, folded and cut once per authorization. */
export interface RequestedAction {
  readonly service: string
  readonly name: string
}

/** Folds case and cuts at the first colon: `SSM:GetDocument` becomes `ssm` and `getdocument`. */
export function requestedAction(action: string): RequestedAction {
  const folded = action.toLowerCase()
  const colon = folded.indexOf(':')
  return { service: folded.slice(0, Math.max(colon, 0)), name: folded.slice(colon + 1) }
}

interface ServiceActions {
  readonly exact: Set<string>
  readonly wildcards: Wildcard[]
  /** `service:*` is among them. */
  isWhole: boolean
}

/**
 * `Action` or `NotAction`: entries sorted by service, so that a list of a thousand actions costs one look-up. Case does
 * not matter, nothing is trimmed, and a service prefix with a wildcard (other than a bare `*`) matches nothing.
 */
export class ActionMatcher {
  readonly #negated: boolean
  readonly #everything: boolean
  readonly #services = new Map<string, ServiceActions>()

  constructor({ entries, negated }: EntryList) {
    this.#negated = negated
    this.#everything = entries.includes('*')
    for (const entry of entries) this.#add(entry.toLowerCase())
  }

  matches(action: RequestedAction): boolean {
    return (this.#everything || this.#lists(action)) !== this.#negated
  }

  /** Whether it matches some action of a service, existing or not. */
  mayMatchService(service: string): boolean {
    if (!this.#negated) return this.#everything || this.#services.has(service)
    // NotAction leaves something of every service but those that it lists whole.
    return !this.#everything && !this.#services.get(service)?.isWhole
  }

  #lists({ service, name }: RequestedAction): boolean {
    const actions = this.#services.get(service)
    if (actions === undefined) return false
    return actions.exact.has(name) || actions.wildcards.some(wildcard => wildcard.matches(name))
  }

  #add(entry: string): void {
    const colon = entry.indexOf(':')
    if (colon <= 0) return
    const service = entry.slice(0, colon)
    const name = entry.slice(colon + 1)
    let actions = this.#services.get(service)
    if (actions === undefined)
      this.#services.set(service, (actions = { exact: new Set(), wildcards: [], isWhole: false }))
    if (/^\*+$/.test(name)) actions.isWhole = true
    if (/[*?]/.test(name)) actions.wildcards.push(new Wildcard(wildcardSymbols(name)))
    else actions.exact.add(name)
  }
}
