import type { IncomingMessage } from 'node:http'
import type { ServiceModel } from '@hostler/wire/model/service-model'
import type { BoundOperation, Protocol, WireReply, WireRequest } from '@hostler/wire/protocols/protocol'
import type { ConstraintFailure } from '@hostler/wire/validation/check-constraints'
import type { BoundServiceOperation, Call } from '../services/operation.ts'

/** One HTTP request on its way through the chain. Each step fills in what later steps need. */
export interface Exchange {
  readonly incoming: IncomingMessage
  readonly requestId: string
  readonly now: Date
  readonly secure: boolean
  readonly signal: AbortSignal
  /** receive */
  request: WireRequest
  /** find-operation */
  model?: ServiceModel
  protocol?: Protocol
  bound?: BoundOperation
  operation?: BoundServiceOperation
  /** parse */
  input: Record<string, unknown>
  /** authenticate */
  call?: Call
  /** authorize */
  failures: readonly ConstraintFailure[]
  /** run */
  output?: Record<string, unknown>
  /** reply */
  reply?: WireReply
}
