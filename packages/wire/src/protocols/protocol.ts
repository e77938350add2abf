// What every protocol can do. A protocol turns bytes into typed values and back; it knows no operation.
import type { OperationModel, ServiceModel } from '../model/service-model.ts'
import type { AwsFault } from '../aws-fault.ts'

/** One HTTP request as received: nothing decoded, nothing joined. */
export interface WireRequest {
  readonly method: string
  /** Raw path, before any decoding, without the query. */
  readonly path: string
  /** Raw query string without `?`; empty when there is none. */
  readonly query: string
  /** Lower-case header names; repeated headers joined by `,`. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Names and values alternating, spelled and repeated as received (`http.IncomingMessage.rawHeaders`). */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** S3: the bucket, where the Host header names it; the path is the key alone then. */
  readonly bucket?: string
}

/** One HTTP reply. */
export interface WireReply {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string | Buffer
  /** A body that is sent as it comes, instead of `body`; `content-length` is among the headers where it is known. */
  readonly stream?: AsyncIterable<Uint8Array>
}

/** An operation together with the table its shapes live in. */
export interface BoundOperation {
  readonly name: string
  readonly model: ServiceModel
  readonly operation: OperationModel
}

export interface Protocol {
  /** Which operation the request names, or undefined when the request does not say. */
  operationName(request: WireRequest): string | undefined
  /**
   * Reads typed input: plain objects with the model's member names, `Date` for timestamps, `Buffer` for blobs.
   * Unknown members are dropped. Throws an {@link AwsFault} (`SerializationException`, `MalformedInput`, …) for
   * bytes that are no message of this protocol or values of the wrong type. Constraints are not checked here.
   */
  readInput(bound: BoundOperation, request: WireRequest): Record<string, unknown>
  /** Renders output; members that are `undefined` are left out. */
  writeOutput(bound: BoundOperation, output: Record<string, unknown>, requestId: string): WireReply
  /** Renders a fault. `model` is undefined when the service was never found. */
  writeFault(fault: AwsFault, requestId: string, model?: ServiceModel): WireReply
}
