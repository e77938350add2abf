import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServiceModel } from '@hostler/wire/model/service-model'
import type { BoundOperation, Protocol, WireReply, WireRequest } from '@hostler/wire/protocols/protocol'
import type { ConstraintFailure } from '@hostler/wire/validation/check-constraints'
import type { Scope } from '../domain/basics/scope.ts'
import type { BoundServiceOperation, Call } from '../services/operation.ts'
import type { Peer } from './peer.ts'
import type { VerifiedCaller } from './verify-caller.ts'

/** One HTTP request on its way through the chain. Each step fills in what later steps need. */
export class Exchange {
  readonly incoming: IncomingMessage
  readonly requestId = randomUUID()
  readonly now: Date
  readonly peer: Peer
  /** receive */
  request: WireRequest = nothingReceived
  /** find-operation */
  model: ServiceModel | undefined
  protocol: Protocol | undefined
  bound: BoundOperation | undefined
  operation: BoundServiceOperation | undefined
  /** parse */
  input: Record<string, unknown> = {}
  /** authenticate */
  verified: VerifiedCaller | undefined
  call: Call | undefined
  /** authorize */
  failures: readonly ConstraintFailure[] = []
  /** open-body: headers that follow a streamed body, complete when it has ended */
  trailers: ReadonlyMap<string, string> | undefined
  /** run */
  output: Record<string, unknown> | undefined
  /** run: where a caller without an account of its own turned out to act */
  actedIn: Scope | undefined
  /** reply */
  reply: WireReply | undefined
  readonly #outgoing: ServerResponse
  readonly #shutdown: AbortSignal
  #signal: AbortSignal | undefined

  constructor(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    facts: { readonly now: Date; readonly peer: Peer; readonly shutdown: AbortSignal },
  ) {
    this.incoming = incoming
    this.now = facts.now
    this.peer = facts.peer
    this.#outgoing = outgoing
    this.#shutdown = facts.shutdown
  }

  /** Tells a caller that waits for it to send its body; nothing happens for others. */
  accept(): void {
    if (this.incoming.headers.expect !== undefined) this.#outgoing.writeContinue()
  }

  /**
   * Aborts when the caller hangs up or the plane shuts down. Made only for the few operations that wait: two signals
   * and an abort after every answer cost more than reading the request.
   */
  get signal(): AbortSignal {
    return (this.#signal ??= AbortSignal.any([this.#shutdown, hangUpOf(this.#outgoing)]))
  }
}

const nothingReceived: WireRequest = {
  method: '',
  path: '',
  query: '',
  headers: {},
  rawHeaders: [],
  body: Buffer.alloc(0),
}

function hangUpOf(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController()
  outgoing.once('close', () => controller.abort())
  return controller.signal
}
