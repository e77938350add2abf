import type { WireRequest } from '@hostler/wire/protocols/protocol'
import type { Ask } from '../access/ask.ts'
import type { Authorizer } from '../access/authorizer.ts'
import type { OwnedResource } from '../access/policy-gathering.ts'
import { createNames, type Names } from '../access/names.ts'
import type { RequestFacts } from '../access/request-context.ts'
import type { Scope } from '../domain/basics/scope.ts'
import type { Caller } from '../identity/caller.ts'
import type { Call } from '../services/operation.ts'
import type { Exchange } from './exchange.ts'
import { gatewayFault } from './faults.ts'
import { requestFacts } from './request-facts.ts'
import type { VerifiedCaller } from './verify-caller.ts'

/** An authenticated exchange as operations see it. */
export class OpenCall implements Call {
  readonly caller: Caller
  readonly accountId: string
  readonly region: string
  readonly callerArn: string
  readonly now: Date
  readonly names: Names
  readonly requestId: string
  readonly userAgent: string | undefined
  readonly request: WireRequest
  readonly #exchange: Exchange
  readonly #authorizer: Authorizer

  constructor(exchange: Exchange, { caller, region }: VerifiedCaller, authorizer: Authorizer) {
    this.caller = caller
    this.accountId = caller.accountId
    this.region = region
    this.callerArn = caller.arn
    this.now = exchange.now
    this.names = createNames(caller.accountId, region)
    this.requestId = exchange.requestId
    this.userAgent = exchange.request.headers['user-agent']
    this.request = exchange.request
    this.#exchange = exchange
    this.#authorizer = authorizer
  }

  get trailers(): ReadonlyMap<string, string> {
    return this.#exchange.trailers ?? new Map()
  }

  get signal(): AbortSignal {
    return this.#exchange.signal
  }

  get facts(): RequestFacts {
    return requestFacts(this.#exchange)
  }

  actsIn(scope: Scope): void {
    this.#exchange.actedIn = scope
  }

  async allows(ask: Ask): Promise<boolean> {
    return this.#authorizer.allows(this.caller, ask, this.facts)
  }

  async require(ask: Ask, resource?: OwnedResource): Promise<void> {
    const denial = await this.#authorizer.decide(this.caller, ask, this.facts, resource)
    if (denial) throw gatewayFault('access-denied', this.#exchange.model!.protocol, denial.message, denial)
  }
}
