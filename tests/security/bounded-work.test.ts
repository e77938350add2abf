// What one caller may ask of the plane takes little of what others need: memory, and the thread that answers everybody.
import {
  ChangePasswordCommand,
  CreateLoginProfileCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  SimulateCustomPolicyCommand,
  TagUserCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import { statementPositions } from '@hostler/policy/index'
import { may } from '@hostler/plane/access/ask'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const allow = (Action: string, Resource = '*') => ({ Effect: 'Allow', Action, Resource })

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

describe('a simulation', () => {
  test('of millions of questions makes those of its page, and goes on where it ended', async () => {
    const input = {
      PolicyInputList: [JSON.stringify(policy(allow('s:A7*')))],
      ActionNames: Array.from({ length: 3_500 }, (_, i) => `s:A${i}`),
      ResourceArns: Array.from({ length: 3_500 }, (_, i) => `arn:aws:s:::${i}`),
      MaxItems: 2,
    }
    const first = await plane.admin.iam.send(new SimulateCustomPolicyCommand(input))
    const names = ({ EvaluationResults }: typeof first) =>
      EvaluationResults!.map(result => `${result.EvalActionName} ${result.EvalResourceName}`)
    expect(names(first)).toEqual(['s:A0 arn:aws:s:::0', 's:A0 arn:aws:s:::1'])
    expect(first.IsTruncated).toBe(true)
    const next = await plane.admin.iam.send(new SimulateCustomPolicyCommand({ ...input, Marker: first.Marker! }))
    expect(names(next)).toEqual(['s:A0 arn:aws:s:::2', 's:A0 arn:aws:s:::3'])
  })

  test.each(['h1.-5', 'h1.x', 'h1.99999999999999999999'])('takes no marker %s', async marker => {
    const Marker = Buffer.from(marker).toString('base64url')
    const input = { PolicyInputList: [JSON.stringify(policy(allow('s:A')))], ActionNames: ['s:A'], Marker }
    expect(await refusal(plane.admin.iam.send(new SimulateCustomPolicyCommand(input)))).toMatchObject({
      code: 'ValidationError',
    })
  })

  test('whose results match very many statements ends its page early', async () => {
    const statements = Array.from({ length: 300 }, () => allow('s:*'))
    const ActionNames = Array.from({ length: 200 }, (_, i) => `s:A${i}`)
    const input = { PolicyInputList: [JSON.stringify(policy(...statements))], ActionNames, MaxItems: 1_000 }
    const { EvaluationResults, IsTruncated } = await plane.admin.iam.send(new SimulateCustomPolicyCommand(input))
    expect(EvaluationResults).toHaveLength(67)
    expect(IsTruncated).toBe(true)
  })

  test('finds places in a text of very many lines', () => {
    const text = `{"Version":"2012-10-17","Statement":[\n{},${'\n'.repeat(40_000)} {}\n]}`
    expect(statementPositions(text).map(({ start }) => start)).toEqual([
      { line: 2, column: 1 },
      { line: 40_002, column: 2 },
    ])
  })
})

test('a report of last use holds everybody once, and goes after an hour', async () => {
  const users = await Promise.all(['one', 'two', 'three'].map(name => plane.user(name, policy(allow('ssm:*')))))
  await users[1]!.ssm.send(new GetParameterCommand({ Name: '/none' })).catch(() => undefined)
  await plane.running.app.flushDecisions()
  const Arn = `arn:aws:iam::${plane.accountId}:user/two`
  const { JobId } = await plane.admin.iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }))
  const read = () => {
    const input = { JobId: JobId!, ServiceNamespace: 'ssm' }
    return plane.admin.iam.send(new GetServiceLastAccessedDetailsWithEntitiesCommand(input))
  }
  expect((await read()).EntityDetailsList!.map(({ EntityInfo }) => EntityInfo!.Name)).toEqual(['two'])
  await plane.clock.advance({ minutes: 61 })
  expect(await refusal(read())).toMatchObject({ code: 'NoSuchEntity' })
})

describe('names that are longer than any', () => {
  test('are refused as such and put to no policy', async () => {
    const Resource = 'arn:aws:iam::*:user/${aws:RequestTag/team}-*-x'
    const eve = await plane.user('eve', policy(allow('iam:TagUser', Resource)))
    const long = 'a'.repeat(400_000)
    const tag = new TagUserCommand({ UserName: long, Tags: [{ Key: 'team', Value: long }] })
    expect(await refusal(eve.iam.send(tag))).toMatchObject({ code: 'ValidationError' })
    const { decisions } = plane.running.app.storage.read
    expect((await decisions.list(plane.accountId, { action: 'iam:TagUser' }, { limit: 1 })).items).toEqual([])
  })

  test('are denied where no model bounds them', async () => {
    const { authorizer, accountId } = { ...plane.running.app, accountId: plane.accountId }
    const arn = `arn:aws:iam::${accountId}:root`
    const root = { kind: 'root', accountId, arn, userId: accountId, accessKeyId: 'AKIA' } as const
    const origin = { requestId: 'r', operation: 's:GetThing' }
    const facts = { origin, now: plane.clock.now(), region: 'us-east-1', secure: true, userAgent: '', sourceIp: '::1' }
    const asked = (length: number) => [
      may('s:GetThing', `arn:${'x'.repeat(length - 4)}`),
      may('s:GetThing', '*', { context: { 's:prefix': 'x'.repeat(4 * length) } }),
      may('s:GetThing', '*', { context: { 's:keys': ['x'.repeat(length), 'y'.repeat(3 * length)] } }),
    ]
    for (const ask of asked(2_048)) expect(await authorizer.authorize(root, [ask], facts)).toBeUndefined()
    for (const ask of asked(2_049)) expect(await authorizer.authorize(root, [ask], facts)).toBeDefined()
  })
})

test('a password is changed five times at once, then once in a while, whether or not the new one is taken', async () => {
  const zoe = await plane.user('zoe', policy(allow('iam:ChangePassword')))
  const passwords = Array.from({ length: 3 }, (_, i) => `Correct-horse-${i}`)
  await plane.admin.iam.send(new CreateLoginProfileCommand({ UserName: 'zoe', Password: passwords[0]! }))
  await plane.admin.iam.send(new UpdateAccountPasswordPolicyCommand({ PasswordReusePrevention: 2 }))
  const change = (OldPassword: string, NewPassword: string) =>
    refusal(zoe.iam.send(new ChangePasswordCommand({ OldPassword, NewPassword })))
  await zoe.iam.send(new ChangePasswordCommand({ OldPassword: passwords[0]!, NewPassword: passwords[1]! }))
  for (let i = 0; i < 4; i++) {
    expect(await change(passwords[1]!, passwords[0]!)).toMatchObject({ code: 'PasswordPolicyViolation' })
  }
  expect(await change(passwords[1]!, passwords[2]!)).toMatchObject({ code: 'Throttling' })
  await plane.clock.advance({ minutes: 2 })
  await zoe.iam.send(new ChangePasswordCommand({ OldPassword: passwords[1]!, NewPassword: passwords[2]! }))
})
