// Every operation that is served, called by a user without policies with the emptiest input that reads: none of them
// may answer, except the few that answer everybody.
import { signedCall } from '@hostler/testkit/raw-call'
import { startTestPlane, testRegion, type TestPlane } from '@hostler/testkit/test-plane'
import { ec2Operations } from '@hostler/plane/services/ec2/index'
import { ec2messagesOperations } from '@hostler/plane/services/ec2messages/get-messages'
import { iamOperations } from '@hostler/plane/services/iam/index'
import { ssmOperations } from '@hostler/plane/services/ssm/index'
import { loadModel } from '@hostler/wire/model/load-model'
import type { ServiceModel } from '@hostler/wire/model/service-model'
import { ec2MemberName } from '@hostler/wire/protocols/ec2-member-name'
import { expect, test } from 'vitest'

test.each([
  ['ssm', ssmOperations],
  ['ec2messages', ec2messagesOperations],
  ['ec2', ec2Operations],
  ['iam', iamOperations],
])('no operation of %s answers a user without policies', async (service, operations) => {
  await using plane = await startTestPlane()
  const nobody = await plane.user('nobody')
  const model = loadModel(service)
  const answered: string[] = []
  for (const { contract } of operations) {
    for (const filling of ['empty', 'one'] as const) {
      const status = await call(plane, nobody.credentials, model, contract.name, filling)
      if (status < 300) answered.push(`${contract.name} (${filling})`)
    }
  }
  expect(answered).toEqual([])
})

async function call(
  plane: TestPlane,
  credentials: { accessKeyId: string; secretAccessKey: string },
  model: ServiceModel,
  name: string,
  filling: 'empty' | 'one',
): Promise<number> {
  const input = model.operations[name]!.input
  const value = input ? valueOf(model, input, filling) : {}
  const json = model.protocol === 'json'
  const type = json ? 'application/x-amz-json-1.1' : 'application/x-www-form-urlencoded'
  const body = json ? JSON.stringify(value) : `Action=${name}&Version=${model.apiVersion}${formOf(model, input, value)}`
  const reply = await signedCall(plane.url, {
    credentials,
    region: testRegion,
    service: model.signingName,
    now: plane.clock.now(),
    headers: { 'content-type': type, ...(json && { 'x-amz-target': `${model.targetPrefix}.${name}` }) },
    body,
  })
  return reply.status
}

/** Required members only; lists are empty or hold one element. */
function valueOf(model: ServiceModel, name: string, filling: 'empty' | 'one'): unknown {
  const shape = model.shapes[name]!
  switch (shape.type) {
    case 'structure': {
      const required = Object.entries(shape.members).filter(([member]) => shape.required?.includes(member))
      return Object.fromEntries(required.map(([member, { shape: of }]) => [member, valueOf(model, of, filling)]))
    }
    case 'list':
      return filling === 'empty' ? [] : [valueOf(model, shape.member.shape, filling)]
    case 'map':
      return {}
    case 'string':
      return shape.enum?.[0] ?? 'x'.repeat(Math.max(shape.min ?? 1, 1))
    case 'boolean':
      return false
    case 'blob':
      return ''
    default:
      return 1
  }
}

/** Scalars, and lists of scalars or structures of scalars: what required members of the query services are made of. */
function formOf(model: ServiceModel, input: string | null | undefined, value: unknown): string {
  const shape = input ? model.shapes[input] : undefined
  if (shape?.type !== 'structure') return ''
  return Object.entries(value as Record<string, unknown>)
    .flatMap(([member, of]) => {
      const wire = model.protocol === 'ec2' ? ec2MemberName(member, shape.members[member]!) : member
      return pairs(wire, of, model.protocol === 'ec2')
    })
    .map(pair => `&${pair}`)
    .join('')
}

function pairs(prefix: string, value: unknown, flat: boolean): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${prefix}=`]
    return value.flatMap((one, index) => pairs(`${prefix}${flat ? '' : '.member'}.${index + 1}`, one, flat))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, one]) => pairs(`${prefix}.${name}`, one, flat))
  }
  return [`${prefix}=${encodeURIComponent(String(value))}`]
}
