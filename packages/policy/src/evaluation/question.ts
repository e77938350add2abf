import { requestedAction, type RequestedAction } from '../matching/action.ts'
import { naming, type Naming } from '../matching/principal.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { CompiledStatement } from './compiled-policy.ts'

/** One authorization request, prepared once and asked of many statements. */
export class Question {
  readonly request: AuthorizationRequest
  readonly #action: RequestedAction
  readonly #hasBoundary: boolean

  constructor(request: AuthorizationRequest, hasBoundary: boolean) {
    this.request = request
    this.#action = requestedAction(request.action)
    this.#hasBoundary = hasBoundary
  }

  /**
   * How far the statement applies: not at all (`naming.none`), or in which way it names the caller. A statement
   * without principals belongs to the caller and names him directly.
   */
  appliesTo(statement: CompiledStatement): Naming {
    const named = this.covers(statement)
    if (named === naming.none) return naming.none
    for (const condition of statement.conditions) if (!condition.holds(this.request.context)) return naming.none
    return named
  }

  /** As {@link appliesTo}, whatever the statement's conditions say. */
  covers(statement: CompiledStatement): Naming {
    const { resource, context } = this.request
    if (!statement.action.matches(this.#action)) return naming.none
    if (statement.resource !== undefined && !statement.resource.matches(resource, context)) return naming.none
    return this.#namedBy(statement)
  }

  #namedBy({ principal, effect }: CompiledStatement): Naming {
    if (principal === undefined) return naming.direct
    if (!principal.negated) return principal.namingOf(this.request.principal)
    // AWS: NotPrincipal with Deny always denies callers who have a permissions boundary, whoever is listed.
    if (effect === 'Deny' && this.#hasBoundary) return naming.direct
    return principal.exempts(this.request.principal, effect) ? naming.none : naming.direct
  }
}
