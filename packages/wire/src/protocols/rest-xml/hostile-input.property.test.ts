import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AwsFault } from '../../aws-fault.ts'
import { loadModel } from '../../model/load-model.ts'
import { checkConstraints } from '../../validation/check-constraints.ts'
import { renderFailures } from '../../validation/validation-message.ts'
import { protocolFor } from '../index.ts'
import type { WireRequest } from '../protocol.ts'
import { bind, request } from '../test-request.ts'

const model = loadModel('s3')
const protocol = protocolFor(model)
const served = Object.keys(model.operations).filter(name => model.operations[name]!.input)
const members = Object.values(model.shapes).flatMap(shape =>
  shape.type === 'structure'
    ? Object.entries(shape.members).map(([name, member]) => ({ ...member, name: member.name ?? name }))
    : [],
)
const namesIn = (location: string | undefined): readonly string[] => [
  ...new Set(members.filter(member => member.location === location).map(member => member.name)),
]

/** The whole way of a request's bytes: whatever they are, the answer is input or a fault in S3's words. */
function handle(operation: string, from: WireRequest): void {
  const bound = bind('s3', operation)
  try {
    const failures = checkConstraints(bound, protocol.readInput(bound, from))
    if (failures.length > 0) throw renderFailures(failures, 'rest-xml')
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error
    expect(error.status).toBe(400)
    protocol.writeFault(error, 'request-1', model)
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
}

const bytes = fc.string({ unit: fc.nat(255).map(code => String.fromCharCode(code)), maxLength: 10 })
const odd = fc.constantFrom('', '%', '%ff', '%00', '__proto__', 'polluted', '-1', '1e9', 'true', '9'.repeat(30))
const value = fc.oneof(bytes, odd, fc.constantFrom('1', 'Mon, 23 Nov 2026 10:00:00 GMT', '2026-11-23T10:00:00Z'))
const path = fc
  .array(fc.oneof(bytes, odd, fc.constantFrom('/', '//', '..', 'b')), { maxLength: 6 })
  .map(parts => `/${parts.join('/')}`)
const query = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...namesIn('querystring')), odd), value), { maxLength: 6 })
  .map(pairs => pairs.map(pair => pair.join('=')).join('&'))
const headers = fc.dictionary(
  fc
    .oneof(fc.constantFrom(...namesIn('header'), 'x-amz-meta-a', 'x-amz-meta-__proto__'), odd)
    .map(name => name.toLowerCase()),
  value,
)
const operation = fc.constantFrom(...served)

describe('Hostile requests to S3', () => {
  test('name an operation of the table, or none', () => {
    const method = fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH')
    fc.assert(
      fc.property(method, path, query, headers, (verb, where, asked, given) => {
        const name = protocol.operationName({ ...request({ path: where, query: asked, headers: given }), method: verb })
        if (name !== undefined) expect(Object.keys(model.operations)).toContain(name)
      }),
      { numRuns: 1000 },
    )
  })

  test('in path, query and headers are answered with a fault', () => {
    fc.assert(
      fc.property(operation, path, query, headers, (name, where, asked, given) => {
        handle(name, request({ path: where, query: asked, headers: given }))
      }),
      { numRuns: 2000 },
    )
  })

  test('in documents of any structure are answered with a fault', () => {
    const text = fc.oneof(value, fc.constantFrom('Enabled', 'AES256')).map(it => it.replace(/[<&\p{Cc}]/gu, ''))
    const { tree } = fc.letrec<{ tree: string }>(tie => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        text,
        fc
          .tuple(fc.constantFrom(...namesIn(undefined)), fc.array(tie('tree'), { maxLength: 3 }))
          .map(([name, inner]) => `<${name}>${inner.join('')}</${name}>`),
      ),
    }))
    const withDocument = served.filter(name => {
      const shape = model.shapes[model.operations[name]!.input!]!
      return shape.type === 'structure' && shape.payload !== undefined && shape.payload !== 'Body'
    })
    fc.assert(
      fc.property(fc.constantFrom(...withDocument), fc.array(tree, { maxLength: 4 }), (name, inner) => {
        const shape = model.shapes[model.operations[name]!.input!]!
        const payload = shape.type === 'structure' ? shape.payload! : ''
        const root = (shape.type === 'structure' && shape.members[payload]!.name) || payload
        handle(name, request({ path: '/b/k', body: `<${root}>${inner.join('')}</${root}>` }))
      }),
      { numRuns: 2000 },
    )
  })

  test('in bytes that are no document are answered with a fault', () => {
    fc.assert(
      fc.property(operation, fc.uint8Array({ maxLength: 64 }), (name, body) => {
        handle(name, request({ path: '/b/k', body: Buffer.from(body) }))
      }),
    )
  })
})
