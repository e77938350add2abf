import { Readable } from 'node:stream'
import * as sdk from '@aws-sdk/client-s3'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../model/load-model.ts'
import type { Member, OperationModel, Shape } from '../../model/service-model.ts'
import { protocolFor } from '../index.ts'
import type { WireReply } from '../protocol.ts'
import { callOver } from './sdk-peer.ts'
import { shapeArbitrary, type ArbitraryOptions } from './shape-arbitrary.ts'
import { anyText, xmlText } from './texts.ts'

const model = loadModel('s3')
const config = {
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
}

// The client makes these of others, or makes others of these.
const clientsOwn =
  /^(?:SSECustomer|CopySourceSSECustomer|Checksum(?!Type$)|ContentMD5$|ContentLength$|Expires$|(?:Next)?PartNumberMarker$)/

const token = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}$/)
const headerValue = fc.stringMatching(/^[!-~](?:[ -~]{0,10}[!-~])?$/)
const wholeSecond = fc.integer({ min: 0, max: 4_000_000_000 }).map(seconds => new Date(seconds * 1000))
const body = fc.uint8Array({ minLength: 1, maxLength: 12 }).map(bytes => Buffer.from(bytes))

function located(name: string, member: Member, shape: Shape): fc.Arbitrary<unknown> | undefined {
  if (name === 'Policy') return headerValue
  if (name === 'Bucket' && member.location === 'uri') return fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,12}[a-z0-9]$/)
  if (member.location === 'headers') return fc.dictionary(token, headerValue, { minKeys: 1, noNullPrototype: true })
  if (shape.type === 'timestamp' && (member.location || shape.format === 'rfc822')) return wholeSecond
  if (member.location === 'uri') return anyText.filter(text => text !== '')
  return member.location === 'header' && shape.type === 'string' && !shape.enum ? headerValue : undefined
}

const inputs: ArbitraryOptions = {
  text: xmlText,
  emptyStructures: false,
  emptyLists: false,
  requiredSet: true,
  member(name, member, shape) {
    if (clientsOwn.test(name) || member.streaming) return 'none'
    if (name.startsWith('Response') && shape.type === 'string') return headerValue
    return located(name, member, shape)
  },
}
const outputs: ArbitraryOptions = {
  ...inputs,
  member: (name, member, shape) =>
    clientsOwn.test(name) ? 'none' : member.streaming ? body : located(name, member, shape),
}

const shared = Object.entries(model.operations).filter(([name, { input }]) => input && `${name}Command` in sdk)

describe('s3, between the SDK and this protocol,', () => {
  test.each(shared)('%s carries any input and any output', async (name: string, operation: OperationModel) => {
    const bound = { name, model, operation }
    const input = shapeArbitrary(model, operation.input, inputs)
    const output = shapeArbitrary(model, operation.output, outputs)
    await fc.assert(
      fc.asyncProperty(input, output, async (given, answered) => {
        const answer = (requestId: string) => streamed(protocolFor(model).writeOutput(bound, answered, requestId))
        const call = await callOver(sdk, 'S3Client', bound, given, answer, config)
        expect(call.name).toBe(name)
        expect(call.read).toMatchObject(given)
        const { $metadata: _, ...received } = call.received as Record<string, unknown>
        expect(await comparable(received)).toEqual(answered)
      }),
      { numRuns: 10 },
    )
  })
})

/** As every client gets a body. */
function streamed(reply: WireReply): WireReply {
  return { ...reply, stream: reply.stream ?? Readable.from([Buffer.from(reply.body)]) }
}

/** Bodies arrive as streams, and metadata arrives where there is none. */
async function comparable({ Body, Metadata = {}, ...others }: Record<string, unknown>): Promise<object> {
  const body = Body as { transformToByteArray(): Promise<Uint8Array> } | undefined
  const bytes = Buffer.from((await body?.transformToByteArray()) ?? [])
  return {
    ...others,
    ...(bytes.length > 0 && { Body: bytes }),
    ...(Object.keys(Metadata as object).length > 0 && { Metadata }),
  }
}
