import type { Socket } from 'node:net'
import type { BoundOperation } from '@hostler/wire/protocols/protocol'
import type { Caller } from '../identity/caller.ts'
import type { Exchange } from './exchange.ts'
import type { Peer } from './peer.ts'

/** A call that is over and not answered yet: who asked for what, and with which outcome. Bodies are no part of it. */
export interface FinishedCall {
  readonly requestId: string
  /** When it came. */
  readonly at: Date
  readonly peer: Peer
  readonly socket: Socket
  readonly hostHeader: string | undefined
  readonly userAgent: string | undefined
  /** `service:Name` as permissions name the service; absent when the request named none that is served. */
  readonly operation: string | undefined
  readonly bound?: BoundOperation
  /** Absent when nobody signed validly. */
  readonly caller?: Caller
  /** Account and region that it acted in. */
  readonly scope?: { readonly accountId: string; readonly region: string }
  readonly input: Readonly<Record<string, unknown>>
  readonly output?: Readonly<Record<string, unknown>>
  /** What ended it, if it failed. */
  readonly failure?: unknown
}

export function finishedCall(exchange: Exchange, failure: unknown): FinishedCall {
  const { model, operation, bound, call, output, incoming } = exchange
  return {
    requestId: exchange.requestId,
    at: exchange.now,
    peer: exchange.peer,
    socket: incoming.socket,
    hostHeader: incoming.headers.host,
    userAgent: incoming.headers['user-agent'],
    operation: operation && `${model!.signingName}:${operation.name}`,
    ...(bound && { bound }),
    ...(call && { caller: call.caller, scope: exchange.actedIn ?? call }),
    input: exchange.input,
    ...(output && failure === undefined && { output }),
    ...(failure !== undefined && { failure }),
  }
}
