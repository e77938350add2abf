// What an operation is: four questions in reading order (which contract, which permissions, which faults, what
// happens). `asks` is required by the type, so an operation without authorisation does not compile.
import type { AwsFault } from '@hostler/wire/aws-fault'
import type { OperationContract } from '@hostler/wire/model/service-model'
import type { WireRequest } from '@hostler/wire/protocols/protocol'
import type { Ask, Asks } from '../access/ask.ts'
import type { OwnedResource } from '../access/policy-gathering.ts'
import type { Names } from '../access/names.ts'
import type { RequestFacts } from '../access/request-context.ts'
import type { DomainError, DomainErrorKey } from '../domain/basics/errors.ts'
import type { ActionContext, Scope } from '../domain/basics/scope.ts'
import type { Caller } from '../identity/caller.ts'

/** One authenticated call: who, where, when, and what came over the wire. */
export interface Call extends ActionContext {
  readonly caller: Caller
  readonly names: Names
  readonly requestId: string
  readonly userAgent: string | undefined
  /** As received: for the schemes that sign or read raw headers. */
  readonly request: WireRequest
  /** Headers that follow a streamed body, by lower-case name; complete when it has ended. */
  readonly trailers: ReadonlyMap<string, string>
  /** Aborts when the caller hangs up or the plane shuts down. */
  readonly signal: AbortSignal
  /** What policies may ask of the request itself. */
  readonly facts: RequestFacts
  /** Says in whose account a call without a signature turned out to act. */
  actsIn(scope: Scope): void
  /** Whether a question would be allowed: for questions whose answer is part of another one. */
  allows(ask: Ask): Promise<boolean>
  /** Decides a question that has a resource policy of its own; throws AccessDenied in the service's words. */
  require(ask: Ask, resource?: OwnedResource): Promise<void>
}

export type Faults = Readonly<Partial<Record<DomainErrorKey, (error: DomainError) => AwsFault>>>

export interface Operation<Input, Output, Parts> {
  readonly contract: Pick<OperationContract<Input, Output>, 'service' | 'name'>
  /**
   * What must be allowed: at least one question, or `anyone`; an empty list is refused. May read attributes of
   * resources through `parts`, but reveals nothing: a refusal reads the same whether the resource exists or not.
   */
  asks(input: Input, names: Names, parts: Parts, call: Call): Asks | Promise<Asks>
  readonly faults: Faults
  /** Whether input like this may come without a signature. Left out: never. */
  allowsUnsigned?(input: Input): boolean
  run(input: Input, parts: Parts, call: Call): Promise<Output>
}

/** Makes the `operation` function of one service: `Parts` are the only things its operations can reach. */
export function operationsOf<Parts>() {
  return function operation<Input, Output>(
    contract: OperationContract<Input, Output>,
    answers: Omit<Operation<Input, Output, Parts>, 'contract'>,
  ): Operation<Input, Output, Parts> {
    return { contract, ...answers }
  }
}

/** A service as the gateway sees it: its operations by name, each already holding its parts. */
export interface Service {
  /** Name of its model table. */
  readonly name: string
  readonly operations: ReadonlyMap<string, BoundServiceOperation>
}

export interface BoundServiceOperation {
  readonly name: string
  asks(input: Record<string, unknown>, call: Call): Asks | Promise<Asks>
  readonly faults: Faults
  allowsUnsigned(input: Record<string, unknown>): boolean
  run(input: Record<string, unknown>, call: Call): Promise<Record<string, unknown>>
}

/** Binds a list of operations to the parts they may reach. Refuses a list that names an operation twice. */
export function createService<Parts>(
  name: string,
  operations: readonly Operation<never, unknown, Parts>[],
  parts: Parts,
): Service {
  const bound = new Map<string, BoundServiceOperation>()
  for (const operation of operations) {
    const { contract } = operation
    if (contract.service !== name || bound.has(contract.name)) {
      throw new Error(`${name} lists ${contract.service}:${contract.name}, which is foreign or listed already`)
    }
    bound.set(contract.name, {
      name: contract.name,
      faults: operation.faults,
      allowsUnsigned: input => operation.allowsUnsigned?.(input as never) ?? false,
      asks: (input, call) => operation.asks(input as never, call.names, parts, call),
      run: async (input, call) => ((await operation.run(input as never, parts, call)) ?? {}) as Record<string, unknown>,
    })
  }
  return { name, operations: bound }
}
