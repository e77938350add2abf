import * as sdk from '@aws-sdk/client-iam'
import { iamOperations } from '@hostler/plane/services/iam/index'
import { loadModel } from '@hostler/wire/model/load-model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IdentityPlane, type Keys, openIdentityPlane, refusal } from './identity-plane.ts'

let plane: IdentityPlane
let keys: Keys
beforeAll(async () => {
  plane = await openIdentityPlane()
  keys = await plane.userWith('powerless')
})
afterAll(() => plane.close())

const samples: Readonly<Record<string, unknown>> = {
  PolicyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
  AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA',
  Status: 'Active',
  VersionId: 'v1',
  Tags: [{ Key: 'k', Value: 'v' }],
  TagKeys: ['k'],
  PolicyInputList: ['{}'],
  ActionNames: ['ssm:GetParameter'],
  ServiceNamespaces: ['ssm'],
}

function sampleInput(operation: string): Record<string, unknown> {
  const model = loadModel('iam')
  const shape = model.shapes[model.operations[operation]!.input ?? '']
  const required = shape?.type === 'structure' ? (shape.required ?? []) : []
  return Object.fromEntries(required.map(name => [name, samples[name] ?? 'admin']))
}

test.each(iamOperations.map(operation => operation.contract.name))(
  '%s is refused to a user without rights',
  async name => {
    const Command = (sdk as unknown as Record<string, new (input: object) => sdk.GetUserCommand>)[`${name}Command`]!
    const outcome = await refusal(plane.iam(keys).send(new Command(sampleInput(name))))
    expect(outcome).toMatchObject({ code: 'AccessDenied', status: 403 })
    expect(outcome.message).toContain(`is not authorized to perform: iam:${name} on resource: `)
  },
)
