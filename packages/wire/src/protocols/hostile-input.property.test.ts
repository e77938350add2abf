import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AwsFault } from '../aws-fault.ts'
import { loadModel } from '../model/load-model.ts'
import type { Member, ServiceModel } from '../model/service-model.ts'
import { checkConstraints } from '../validation/check-constraints.ts'
import { renderFailures } from '../validation/validation-message.ts'
import { ec2MemberName } from './ec2-member-name.ts'
import { protocolFor } from './index.ts'
import type { WireRequest } from './protocol.ts'
import { bind, form, request } from './test-request.ts'

/** The whole way of a request's bytes: whatever they are, the answer is input or a fault in AWS's words. */
function handle(service: string, operation: string, from: WireRequest): void {
  const bound = bind(service, operation)
  try {
    protocolFor(bound.model).operationName(from)
    const input = protocolFor(bound.model).readInput(bound, from)
    const failures = checkConstraints(bound, input)
    if (failures.length > 0) throw renderFailures(failures, bound.model.protocol)
  } catch (error) {
    expect(error).toBeInstanceOf(AwsFault)
    expect((error as AwsFault).status).toBe(400)
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
}

const oddNames = ['__proto__', 'constructor', 'prototype', 'toString', 'length', 'polluted']

function operationsOf(service: string): readonly string[] {
  const { operations } = loadModel(service)
  return Object.keys(operations).filter(name => operations[name]!.input)
}

function memberNames(service: string, wireName: (name: string, member: Member) => string): readonly string[] {
  const model: ServiceModel = loadModel(service)
  const names = Object.values(model.shapes).flatMap(shape =>
    shape.type === 'structure' ? Object.entries(shape.members).map(([name, member]) => wireName(name, member)) : [],
  )
  return [...new Set(names)]
}

describe('Hostile input is answered with a fault', () => {
  test('in JSON bodies of any structure', () => {
    const names = fc.constantFrom(...memberNames('ssm', name => name), ...oddNames)
    const values = fc.jsonValue({ maxDepth: 3 })
    const bodies = fc.dictionary(
      names,
      fc.oneof(values, fc.dictionary(names, values), fc.array(fc.dictionary(names, values))),
    )
    fc.assert(
      fc.property(fc.constantFrom(...operationsOf('ssm')), bodies, (operation, body) => {
        handle('ssm', operation, request({ body: JSON.stringify(body) }))
      }),
      { numRuns: 1500 },
    )
  })

  test('in bytes that are no JSON', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operationsOf('ssm')), fc.uint8Array({ maxLength: 64 }), (operation, bytes) => {
        handle('ssm', operation, request({ body: Buffer.from(bytes) }))
      }),
    )
  })

  test.each([
    ['iam', (name: string, member: Member) => member.name ?? name],
    ['ec2', ec2MemberName],
  ])('in parameters of %s with any names', (service, wireName) => {
    const segments = fc.constantFrom(
      ...memberNames(service, wireName),
      ...oddNames,
      'member',
      '1',
      '2',
      '999999999',
      '',
    )
    const names = fc.array(segments, { minLength: 1, maxLength: 5 }).map(parts => parts.join('.'))
    const values = fc.oneof(fc.string(), fc.constantFrom('1', 'true', 'a', '%', '+'))
    const bodies = fc
      .array(fc.tuple(names, values).map(([name, value]) => `${name}=${value}`))
      .map(pairs => pairs.join('&'))
    fc.assert(
      fc.property(fc.constantFrom(...operationsOf(service)), bodies, (operation, body) => {
        handle(service, operation, form(body))
      }),
      { numRuns: 1500 },
    )
  })
})
