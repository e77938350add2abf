// A test plane whose home account manages an organization, and ways to be somebody in a member account.
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreateUserCommand, type Tag } from '@aws-sdk/client-iam'
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  type PolicyType,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'

export interface OrganizationPlane {
  readonly plane: TestPlane
  /** Of the management account's administrator. */
  readonly organizations: OrganizationsClient
  readonly organizationId: string
  readonly rootId: string
  /** Makes an account; `member-1` and so on. */
  account(): Promise<string>
  /** The administrator of a member account, by the role that CreateAccount made. */
  admin(accountId: string): Promise<TestClients>
  /** A user of a member account who may do everything there that the organization lets it. */
  user(accountId: string, name: string, tags?: Tag[]): Promise<TestClients>
  /** A unit below the root or another unit. */
  unit(parentId: string, name: string): Promise<string>
  /** A service control policy of these statements, attached when a target is given. */
  scp(name: string, statements: object[], targetId?: string): Promise<string>
  /** The same of a resource control policy. */
  rcp(name: string, statements: object[], targetId?: string): Promise<string>
}

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'

export async function openOrganizationPlane(): Promise<OrganizationPlane> {
  const plane = await startTestPlane()
  const { organizations, sts } = plane.admin
  const { Organization } = await organizations.send(new CreateOrganizationCommand({}))
  const { Roots } = await organizations.send(new ListRootsCommand({}))
  const rootId = Roots![0]!.Id!
  await organizations.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' }))
  let accounts = 0

  async function admin(accountId: string): Promise<TestClients> {
    const RoleArn = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'admin' }))
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
    return plane.clients({
      accessKeyId: AccessKeyId!,
      secretAccessKey: SecretAccessKey!,
      sessionToken: SessionToken!,
    })
  }

  async function policy(Type: PolicyType, Name: string, Statement: object[], TargetId?: string): Promise<string> {
    const Content = JSON.stringify({ Version: '2012-10-17', Statement })
    const { Policy } = await organizations.send(new CreatePolicyCommand({ Name, Description: '', Type, Content }))
    const PolicyId = Policy!.PolicySummary!.Id!
    if (TargetId !== undefined) await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId }))
    return PolicyId
  }

  return {
    plane,
    organizations,
    organizationId: Organization!.Id!,
    rootId,
    admin,
    async account() {
      const name = `member-${++accounts}`
      const { CreateAccountStatus } = await organizations.send(
        new CreateAccountCommand({ AccountName: name, Email: `${name}@example.org` }),
      )
      return CreateAccountStatus!.AccountId!
    },
    async user(accountId, UserName, Tags = []) {
      const { iam } = await admin(accountId)
      await iam.send(new CreateUserCommand({ UserName, Tags }))
      await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: administrator }))
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
      return plane.clients({ accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! })
    },
    async unit(ParentId, Name) {
      const { OrganizationalUnit } = await organizations.send(new CreateOrganizationalUnitCommand({ ParentId, Name }))
      return OrganizationalUnit!.Id!
    },
    scp: (...given) => policy('SERVICE_CONTROL_POLICY', ...given),
    async rcp(...given) {
      const enable = new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: 'RESOURCE_CONTROL_POLICY' })
      await organizations.send(enable)
      return policy('RESOURCE_CONTROL_POLICY', ...given)
    },
  }
}
