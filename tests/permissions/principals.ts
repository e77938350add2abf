// Who calls: one column of the matrix each.
import { AttachUserPolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { hostManagementRole, hostManagementSetting } from '@hostler/testkit/default-host-management'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { testRegion } from '@hostler/testkit/test-plane'
import { accountTrust, readOnlyPolicy } from './identities.ts'
import { type World } from './world.ts'

export interface Principal {
  readonly name: string
  /** One line for the file's reader. */
  readonly who: string
  /** Makes the principal in a world; undefined calls without a signature. */
  credentials(world: World): Promise<TestCredentials | undefined>
}

async function userWith(world: World, policyArn: string): Promise<TestCredentials> {
  const { credentials } = await world.plane.user('caller')
  await world.plane.admin.iam.send(new AttachUserPolicyCommand({ UserName: 'caller', PolicyArn: policyArn }))
  return credentials
}

/** What the user guide gives to administrators of Default Host Management (seed 001). */
function hostManagementAdministrator(accountId: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['ssm:GetServiceSetting', 'ssm:ResetServiceSetting', 'ssm:UpdateServiceSetting'],
        Resource: `arn:aws:ssm:${testRegion}:${accountId}:servicesetting${hostManagementSetting}`,
      },
      {
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: `arn:aws:iam::${accountId}:role/service-role/${hostManagementRole}`,
        Condition: { StringEquals: { 'iam:PassedToService': ['ssm.amazonaws.com'] } },
      },
    ],
  }
}

async function expiredSession({ plane }: World): Promise<TestCredentials> {
  const role = { RoleName: 'brief', AssumeRolePolicyDocument: accountTrust(plane.accountId) }
  const { Role } = await plane.admin.iam.send(new CreateRoleCommand(role))
  const session = { RoleArn: Role!.Arn!, RoleSessionName: 'gone', DurationSeconds: 900 }
  const { Credentials } = await plane.admin.sts.send(new AssumeRoleCommand(session))
  await plane.clock.advance({ minutes: 16 })
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
}

export const principals: readonly Principal[] = [
  { name: 'unsigned', who: 'no signature', credentials: async () => undefined },
  { name: 'expired', who: 'a session of a role after its time', credentials: expiredSession },
  {
    name: 'nobody',
    who: 'a user without policies',
    credentials: async ({ plane }) => (await plane.user('caller')).credentials,
  },
  {
    name: 'readonly',
    who: 'a user with AmazonSSMReadOnlyAccess',
    credentials: world => userWith(world, readOnlyPolicy),
  },
  {
    name: 'dhmc-admin',
    who: "a user with the guide's policy for administrators of Default Host Management",
    async credentials({ plane }) {
      return (await plane.user('caller', hostManagementAdministrator(plane.accountId))).credentials
    },
  },
  {
    name: 'power',
    who: 'a user with PowerUserAccess',
    credentials: world => userWith(world, 'arn:aws:iam::aws:policy/PowerUserAccess'),
  },
  { name: 'admin', who: 'the administrator', credentials: async ({ plane }) => plane.admin.credentials },
  {
    name: 'foreign',
    who: 'the administrator of another account',
    credentials: async ({ plane }) => (await plane.account('foreign')).credentials,
  },
  { name: 'identity', who: 'the identity of another instance', credentials: ({ otherNode }) => otherNode.identity() },
  {
    name: 'node',
    who: 'another node under Default Host Management',
    credentials: async ({ otherNodeToken }) => otherNodeToken,
  },
  {
    name: 'self',
    who: 'the node itself, under Default Host Management',
    credentials: async ({ nodeToken }) => nodeToken,
  },
]
