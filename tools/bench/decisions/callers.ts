// Who asks in the bench: an administrator, the administrator of the seed documents, and a user of an account that stands
// five units deep in an organization, with ten managed policies and a service control policy on every level.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '@hostler/plane/app'
import { policyLanguage } from '@hostler/plane/access/trust'
import { newIamId } from '@hostler/plane/domain/basics/ids'
import { createMemberAccounts } from '@hostler/plane/domain/organization/member-accounts'
import { createOrganizationPolicies } from '@hostler/plane/domain/organization/organization-policies'
import { createOrganizationUnits } from '@hostler/plane/domain/organization/organization-units'
import { createOrganizations } from '@hostler/plane/domain/organization/organizations'
import { userArn } from '@hostler/plane/domain/user/user'
import type { Caller } from '@hostler/plane/identity/caller'
import { region } from '../signed-requests.ts'

export interface BenchCaller {
  readonly name: string
  readonly caller: Caller
  readonly action: string
  readonly resource: string
}

const depth = 5
const setting = 'servicesetting/ssm/managed-instance/default-ec2-instance-management-role'
/** Ten of AWS's, the one that allows the action among them. */
const managed = [
  'service-role/AmazonEC2RoleforSSM',
  'AmazonEC2FullAccess',
  'AWSCloudFormationFullAccess',
  'CloudWatchAgentServerPolicy',
  'CloudWatchLogsFullAccess',
  'IAMReadOnlyAccess',
  'AmazonS3ReadOnlyAccess',
  'AmazonSSMManagedInstanceCore',
  'SecurityAudit',
  'AmazonSSMFullAccess',
].map(name => `arn:aws:iam::aws:policy/${name}`)

interface SeedFile {
  readonly policies: Readonly<Record<string, unknown>>
}

const seedFile = join(import.meta.dirname, '../../../packages/policy/test-data/seed-policy-expectations.json')

export async function makeCallers(app: App): Promise<readonly BenchCaller[]> {
  const { policies } = JSON.parse(readFileSync(seedFile, 'utf8')) as SeedFile
  const { accountId } = app.home
  const memberId = await makeMember(app, JSON.stringify(policies['001-scp']))
  const seedPolicy = JSON.stringify(policies['001-admin-identity']).replaceAll('123456789012', accountId)
  const inRegion = (text: string) => text.replaceAll('ap-northeast-1', region)
  const resource = (owner: string) => `arn:aws:ssm:${region}:${owner}:${setting}`
  const action = 'ssm:GetServiceSetting'
  return [
    {
      name: 'administrator',
      caller: await makeUser(app, accountId, 'bench', { attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
      action,
      resource: resource(accountId),
    },
    {
      name: 'the seed’s administrator policy',
      caller: await makeUser(app, accountId, 'seed', { inline: inRegion(seedPolicy) }),
      action,
      resource: resource(accountId),
    },
    {
      name: `10 managed policies, SCPs ${depth} deep`,
      caller: await makeUser(app, memberId, 'deep', { attached: managed }),
      action,
      resource: resource(memberId),
    },
  ]
}

async function makeMember({ storage, home, clock }: App, scp: string): Promise<string> {
  const context = { accountId: home.accountId, region, callerArn: 'bench', now: clock.now() }
  const { rootId } = await createOrganizations(storage).create(context, 'ALL')
  const policies = createOrganizationPolicies(storage, policyLanguage)
  await policies.enableType(context, rootId, 'SERVICE_CONTROL_POLICY')
  const made = { type: 'SERVICE_CONTROL_POLICY', name: 'seed', description: '', content: scp } as const
  const { policy } = await policies.create(context, made)
  const accounts = createMemberAccounts(storage)
  const member = { name: 'deep', email: 'deep@example.org', roleName: 'OrganizationAccountAccessRole' }
  const { accountId = '' } = await accounts.create(context, member)
  const units = createOrganizationUnits(storage)
  const places = [rootId]
  for (let level = 1; level <= depth; level++) {
    places.push((await units.create(context, { parentId: places.at(-1)!, name: `level ${level}` })).id)
  }
  await accounts.move(context, accountId, rootId, places.at(-1)!)
  for (const place of [...places, accountId]) await policies.attach(context, policy.id, place)
  return accountId
}

async function makeUser(
  { storage, clock }: App,
  accountId: string,
  name: string,
  { inline, attached = [] }: { readonly inline?: string; readonly attached?: readonly string[] },
): Promise<Caller> {
  const user = { accountId, id: newIamId('AIDA'), name, path: '/', createdAt: clock.now() }
  await storage.write(async writer => {
    await writer.users.insert(user)
    if (inline !== undefined) await writer.policies.putInline(accountId, user.id, { name: 'seed', document: inline })
    for (const arn of attached) await writer.policies.attach(accountId, user.id, arn, clock.now())
  })
  const arn = userArn(user)
  return { kind: 'user', accountId, arn, userId: user.id, userName: name, entityId: user.id, accessKeyId: 'AKIABENCH' }
}
