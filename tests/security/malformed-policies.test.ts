// Every operation that takes a policy refuses a broken one in AWS's words, keeps what was there, and goes on.
import {
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreatePolicyCommand as CreateControlPolicyCommand,
  DescribePolicyCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { AssumeRoleCommand, GetFederationTokenCommand } from '@aws-sdk/client-sts'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrganizationPlane, type OrganizationPlane } from '../wire/organizations/organization-plane.ts'

type Save = (text: string) => Promise<unknown>

const fine = { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' }
const text = (statement: object, version = '2012-10-17') => JSON.stringify({ Version: version, Statement: [statement] })
const syntax = 'Syntax errors in policy.'

/** Broken in ways that every kind of policy shares, with AWS's words. STS takes nothing as long as the deepest. */
const broken: readonly (readonly [what: string, document: string, message: string])[] = [
  ['no JSON', '{"Version":', syntax],
  ['a list', '[]', syntax],
  ['two objects', `${text(fine)}${text(fine)}`, syntax],
  ['a key twice', text(fine).replace('"Effect"', '"Effect":"Deny","Effect"'), syntax],
  ['an unknown version', text(fine, '2013-10-17'), syntax],
  ['an unknown element', text({ ...fine, Comment: 'x' }), syntax],
  ['no effect', text({ Action: '*', Resource: '*' }), syntax],
  ['an unknown operator', text({ ...fine, Condition: { StringEqual: { 'aws:userid': 'x' } } }), syntax],
  ['no actions', text({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
  [
    'an action of nobody',
    text({ ...fine, Action: 'GetParameter' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  ['two colons', text({ ...fine, Action: 'ssm:Get:Parameter' }), 'Actions/Condition can contain only one colon.'],
  ['a vendor with wildcards', text({ ...fine, Action: 's*:Get' }), 'Vendor s* is not valid'],
  [
    'a Sid twice',
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { ...fine, Sid: 'A' },
        { ...fine, Sid: 'A' },
      ],
    }),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  ['10,000 lists in each other', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, ''],
  ['10,000 objects in each other', `{"Statement":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_001)}`, ''],
  ['900 lists in each other', `${'['.repeat(900)}${']'.repeat(900)}`, syntax],
]

/** Broken where a policy names resources. */
const brokenResources: typeof broken = [
  ['no resources', text({ Effect: 'Allow', Action: '*' }), 'Policy statement must contain resources.'],
  ['no ARN', text({ ...fine, Resource: 'x' }), 'Resource x must be in ARN format or "*".'],
  [
    'a partition that is none',
    text({ ...fine, Resource: 'arn:x:s3:::b' }),
    'Partition "x" is not valid for resource "arn:x:s3:::b".',
  ],
  [
    'a service with wildcards',
    text({ ...fine, Resource: 'arn:aws:*:::b' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  [
    'a region of IAM',
    text({ ...fine, Resource: 'arn:aws:iam:eu-west-1::role/x' }),
    'IAM resource arn:aws:iam:eu-west-1::role/x cannot contain region information.',
  ],
  ['an effect in small letters', text({ ...fine, Effect: 'allow' }), 'The policy failed legacy parsing'],
  ['Japanese', text({ ...fine, Resource: 'arn:aws:s3:::日本' }), ''],
]

let org: OrganizationPlane
let admin: TestClients
let user: TestClients
let policyArn: string
beforeAll(async () => {
  org = await openOrganizationPlane()
  admin = org.plane.admin
  user = await org.plane.user('eve', JSON.parse(text({ ...fine, Action: '*' })))
  await admin.iam.send(new CreateUserCommand({ UserName: 'ada' }))
  await admin.iam.send(new CreateGroupCommand({ GroupName: 'team' }))
  await admin.iam.send(new CreateRoleCommand({ RoleName: 'role', AssumeRolePolicyDocument: trust() }))
  const created = await admin.iam.send(new CreatePolicyCommand({ PolicyName: 'managed', PolicyDocument: text(fine) }))
  policyArn = created.Policy!.Arn!
})
afterAll(() => org.plane.close())

const trust = () => text({ Effect: 'Allow', Principal: { AWS: org.plane.accountId }, Action: 'sts:AssumeRole' })
const inline = { PolicyName: 'inline' }

const identityPolicies: readonly (readonly [string, Save])[] = [
  [
    'PutUserPolicy',
    PolicyDocument => admin.iam.send(new PutUserPolicyCommand({ UserName: 'ada', ...inline, PolicyDocument })),
  ],
  [
    'PutGroupPolicy',
    PolicyDocument => admin.iam.send(new PutGroupPolicyCommand({ GroupName: 'team', ...inline, PolicyDocument })),
  ],
  [
    'PutRolePolicy',
    PolicyDocument => admin.iam.send(new PutRolePolicyCommand({ RoleName: 'role', ...inline, PolicyDocument })),
  ],
  ['CreatePolicy', PolicyDocument => admin.iam.send(new CreatePolicyCommand({ PolicyName: 'other', PolicyDocument }))],
  [
    'CreatePolicyVersion',
    PolicyDocument => admin.iam.send(new CreatePolicyVersionCommand({ PolicyArn: policyArn, PolicyDocument })),
  ],
  ['GetFederationToken', Policy => user.sts.send(new GetFederationTokenCommand({ Name: 'visitor', Policy }))],
  [
    'AssumeRole',
    Policy =>
      admin.sts.send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${org.plane.accountId}:role/role`,
          RoleSessionName: 'visit',
          Policy,
        }),
      ),
  ],
]
const trustPolicies: readonly (readonly [string, Save])[] = [
  [
    'CreateRole',
    AssumeRolePolicyDocument => admin.iam.send(new CreateRoleCommand({ RoleName: 'new', AssumeRolePolicyDocument })),
  ],
  [
    'UpdateAssumeRolePolicy',
    PolicyDocument => admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'role', PolicyDocument })),
  ],
]

const everything = async () => {
  const { UserDetailList, GroupDetailList, RoleDetailList, Policies } = await admin.iam.send(
    new GetAccountAuthorizationDetailsCommand({ Filter: ['User', 'Group', 'Role', 'LocalManagedPolicy'] }),
  )
  return { UserDetailList, GroupDetailList, RoleDetailList, Policies }
}

describe.each(identityPolicies)('%s', (_name, save) => {
  test.each([...broken, ...brokenResources])('refuses %s', async (_what, document, message) => {
    const before = await everything()
    const refused = await refusal(save(document))
    expect(['MalformedPolicyDocument', 'ValidationError', 'PackedPolicyTooLarge']).toContain(refused.code)
    expect(refused.message).toContain(message)
    expect(await everything()).toEqual(before)
  })
})

describe.each(trustPolicies)('%s', (_name, save) => {
  const asTrust = (document: string) =>
    document.replaceAll('"Resource":"*"', '"Principal":{"AWS":"*"}').replaceAll('ssm:GetParameter', 'sts:AssumeRole')

  const brokenTrust: typeof broken = [
    ...broken,
    ['a resource', text({ ...fine, Action: 'sts:AssumeRole', Principal: '*' }), 'Has prohibited field Resource'],
    [
      'somebody who does not exist',
      text({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::123456789012:user/none' } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/none"',
    ],
    [
      'other actions',
      text({ Effect: 'Allow', Action: 'ssm:GetParameters', Principal: { AWS: '*' } }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
  ]

  test.each(brokenTrust)('refuses %s', async (what, document, message) => {
    const before = await everything()
    const refused = await refusal(save(what === 'a resource' ? document : asTrust(document)))
    expect(refused.code).toBe('MalformedPolicyDocument')
    expect(refused.message).toContain(message)
    expect(await everything()).toEqual(before)
  })
})

describe('policies of an organization', () => {
  const Type = 'SERVICE_CONTROL_POLICY'
  const create: Save = Content =>
    org.organizations.send(new CreateControlPolicyCommand({ Name: 'other', Description: '', Type, Content }))

  test.each(broken)('are refused: %s', async (_what, document) => {
    const PolicyId = await org.scp(`standing ${_what}`.slice(0, 100), [fine])
    const update: Save = Content => org.organizations.send(new UpdatePolicyCommand({ PolicyId, Content }))
    for (const save of [create, update]) {
      expect((await refusal(save(document))).code).toBe('MalformedPolicyDocumentException')
    }
    const { Policy } = await org.organizations.send(new DescribePolicyCommand({ PolicyId }))
    expect(JSON.parse(Policy!.Content!)).toEqual({ Version: '2012-10-17', Statement: [fine] })
  })
})

test('what an account keeps is of the newest version; sessions may bring older ones', async () => {
  const old = JSON.stringify({ Statement: fine })
  const answers = await Promise.all(
    identityPolicies.map(([, save]) => save(old).catch((error: Error) => error.message)),
  )
  const refused = 'Policy document must be version 2012-10-17 or greater.'
  expect(answers.map(each => each === refused)).toEqual([true, true, true, true, true, false, false])
})

test('a policy of wildcards that would take a matcher ages is saved and judged like any other', async () => {
  const bomb = `${'a*'.repeat(400)}b`
  const PolicyDocument = text({ Effect: 'Deny', Action: 'iam:*', Resource: `arn:aws:iam::*:role/${bomb}` })
  const bombed = await org.plane.user('bombed', JSON.parse(text({ ...fine, Action: '*' })))
  await admin.iam.send(new PutUserPolicyCommand({ UserName: 'bombed', PolicyName: 'bomb', PolicyDocument }))
  const RoleName = 'a'.repeat(64)
  const AssumeRolePolicyDocument = trust()
  await bombed.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
})
