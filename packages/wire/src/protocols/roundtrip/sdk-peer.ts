// The other end for round-trip tests: a real AWS SDK client without a network. What it would send is captured, what we
// would answer is handed to it.
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { loadModel } from '../../model/load-model.ts'
import type { OperationModel } from '../../model/service-model.ts'
import { protocolFor } from '../index.ts'
import type { BoundOperation, WireReply, WireRequest } from '../protocol.ts'
import { shapeArbitrary, type ArbitraryOptions } from './shape-arbitrary.ts'

/** What SDK clients hand to a request handler. */
interface SdkRequest {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}
interface SdkClient {
  send(command: object): Promise<object>
}
type ClientClass = new (config: object) => object

/** An SDK package as a module namespace. */
export type SdkModule = Readonly<Record<string, unknown>>

/** One client whose requests end in `exchange`. */
function connect(
  sdk: SdkModule,
  className: string,
  exchange: (request: WireRequest) => WireReply,
  config: object = {},
): SdkClient {
  const Client = sdk[className] as ClientClass
  return new Client({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    ...config,
    requestHandler: {
      handle: async (request: SdkRequest) => {
        const { status, headers, body, stream } = exchange(toWireRequest(request))
        const sent = stream ? Readable.from(stream) : Buffer.from(body)
        return { response: { statusCode: status, headers: lowerNames(headers), body: sent } }
      },
    },
  }) as SdkClient
}

function toWireRequest({ method, path, query = {}, headers, body = '' }: SdkRequest): WireRequest {
  const pairs = Object.entries(query).flatMap(([name, values]) => [values].flat().map(value => [name, value ?? '']))
  const text = pairs.map(pair => pair.map(part => encodeURIComponent(part)).join('=')).join('&')
  return { method, path, query: text, headers: lowerNames(headers), rawHeaders: [], body: toBuffer(body) }
}

/** As Node does on both ends of a connection. */
function lowerNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function toBuffer(body: string | Uint8Array): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
}

/** One call: returns what we read of the request and what the client made of our reply; rejects with its error. */
export async function callOver(
  sdk: SdkModule,
  className: string,
  bound: BoundOperation,
  input: object,
  answer: (requestId: string) => WireReply,
  config?: object,
): Promise<{ readonly name: string | undefined; readonly read: object; readonly received: object }> {
  const protocol = protocolFor(bound.model)
  let name: string | undefined
  let read: object = {}
  const client = connect(
    sdk,
    className,
    request => {
      name = protocol.operationName(request)
      read = protocol.readInput(bound, request)
      return answer('11111111-2222-3333-4444-555555555555')
    },
    config,
  )
  const Command = sdk[`${bound.name}Command`] as new (input: object) => object
  const received = await client.send(new Command(input))
  return { name, read, received }
}

/** Defines one test per operation of the service that table and SDK share: whatever one side writes the other reads. */
export function testRoundTrips(
  service: string,
  sdk: SdkModule,
  className: string,
  options: { readonly input: ArbitraryOptions; readonly output: ArbitraryOptions; readonly numRuns: number },
): void {
  const model = loadModel(service)
  const shared = Object.entries(model.operations).filter(
    ([name, { input }]) => input !== undefined && `${name}Command` in sdk,
  )
  test.each(shared)('%s carries any input and any output', async (name: string, operation: OperationModel) => {
    const bound = { name, model, operation }
    const inputs = shapeArbitrary(model, operation.input, options.input)
    const outputs = shapeArbitrary(model, operation.output, options.output)
    await fc.assert(
      fc.asyncProperty(inputs, outputs, async (input, output) => {
        const answer = (requestId: string): WireReply => protocolFor(model).writeOutput(bound, output, requestId)
        const call = await callOver(sdk, className, bound, input, answer)
        const { $metadata: _, ...received } = call.received as Record<string, unknown>
        expect(call.name).toBe(name)
        expect(withoutFilledTokens(call.read, input)).toEqual(input)
        expect(withBuffers(received)).toEqual(output)
      }),
      { numRuns: options.numRuns },
    )
  })
}

/** Clients fill idempotency tokens in by themselves. */
function withoutFilledTokens(read: object, input: object): object {
  return Object.fromEntries(Object.entries(read).filter(([name]) => name in input || !/token$/i.test(name)))
}

/** Clients give plain byte arrays. */
function withBuffers(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (Array.isArray(value)) return value.map(withBuffers)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withBuffers(member)]))
}
