import { DescribeInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, testRegion, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

/** What EC2 sealed into its refusal. */
async function encoded(call: Promise<unknown>): Promise<string> {
  const { code, message } = await refusal(call)
  expect(code).toBe('UnauthorizedOperation')
  const [, text] = / Encoded authorization failure message: (\S+)$/.exec(message) ?? []
  return text ?? expect.fail(message)
}

async function decoded({ sts }: TestClients, EncodedMessage: string): Promise<Record<string, never>> {
  const { DecodedMessage } = await sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }))
  return JSON.parse(DecodedMessage!) as Record<string, never>
}

test('a denial of EC2 opens to who asked what, and why not', async () => {
  const nobody = await plane.user('nobody')
  const text = await encoded(nobody.ec2.send(new DescribeInstancesCommand({})))
  expect(await decoded(plane.admin, text)).toEqual({
    allowed: false,
    explicitDeny: false,
    matchedStatements: { items: [] },
    failures: { items: [] },
    context: {
      principal: { id: expect.stringMatching(/^AIDA/), arn: `arn:aws:iam::${plane.accountId}:user/nobody` },
      action: 'ec2:DescribeInstances',
      resource: '*',
      conditions: { items: [] },
    },
  })
})

test('it tells the statement that denied, and the conditions that were looked at', async () => {
  const Condition = { StringEquals: { 'aws:RequestedRegion': testRegion } }
  const deny = { Sid: 'Keep', Effect: 'Deny', Action: 'ec2:TerminateInstances', Resource: '*', Condition }
  const keeper = await plane.user('keeper', { Version: '2012-10-17', Statement: [deny] })
  const InstanceIds = ['i-01234567890abcdef']
  const text = await encoded(keeper.ec2.send(new TerminateInstancesCommand({ InstanceIds })))
  expect(await decoded(plane.admin, text)).toMatchObject({
    explicitDeny: true,
    matchedStatements: { items: [{ statementId: 'Keep', effect: 'DENY' }] },
    context: {
      resource: `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/i-01234567890abcdef`,
      conditions: { items: [{ key: 'aws:requestedregion', values: { items: [{ value: testRegion }] } }] },
    },
  })
})

test('it opens for nobody without the right, for no other account, and to no other text', async () => {
  const other = await plane.account('other')
  const curious = await plane.user('curious')
  const text = await encoded(curious.ec2.send(new DescribeInstancesCommand({})))
  expect(await refusal(decoded(curious, text))).toMatchObject({
    code: 'AccessDenied',
    message: expect.stringContaining('is not authorized to perform: sts:DecodeAuthorizationMessage'),
  })
  const invalid = { code: 'InvalidAuthorizationMessageException', status: 400 }
  expect(await refusal(decoded(other, text))).toMatchObject(invalid)
  for (const bad of [`${text}A`, text.slice(4), 'nonsense', '?']) {
    expect(await refusal(decoded(plane.admin, bad))).toMatchObject(invalid)
  }
})
