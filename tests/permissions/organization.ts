import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
} from '@aws-sdk/client-organizations'
import type { TestPlane } from '@hostler/testkit/test-plane'

/** The organization that the home account manages. */
export interface WorldOrganization {
  readonly rootId: string
  readonly unitId: string
  readonly spareUnitId: string
  readonly memberId: string
  /** Another account, to be let go. */
  readonly leaverId: string
  readonly policyId: string
  readonly sparePolicyId: string
  /** Of the first account. */
  readonly requestId: string
}

/** Two units, two accounts, and two service control policies that are attached nowhere. */
export async function makeOrganization({ admin: { organizations } }: TestPlane): Promise<WorldOrganization> {
  await organizations.send(new CreateOrganizationCommand({}))
  const { Roots } = await organizations.send(new ListRootsCommand({}))
  const rootId = Roots![0]!.Id!
  const PolicyType = 'SERVICE_CONTROL_POLICY'
  await organizations.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType }))
  async function unit(Name: string): Promise<string> {
    const made = await organizations.send(new CreateOrganizationalUnitCommand({ ParentId: rootId, Name }))
    return made.OrganizationalUnit!.Id!
  }
  async function account(AccountName: string) {
    const Email = `${AccountName}@example.org`
    const { CreateAccountStatus } = await organizations.send(new CreateAccountCommand({ AccountName, Email }))
    return { accountId: CreateAccountStatus!.AccountId!, requestId: CreateAccountStatus!.Id! }
  }
  async function policy(Name: string): Promise<string> {
    const Statement = { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' }
    const Content = JSON.stringify({ Version: '2012-10-17', Statement })
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({ Name, Description: '', Type: PolicyType, Content }),
    )
    return Policy!.PolicySummary!.Id!
  }
  const { accountId: memberId, requestId } = await account('member')
  const { accountId: leaverId } = await account('leaver')
  return {
    rootId,
    unitId: await unit('unit'),
    spareUnitId: await unit('spare'),
    memberId,
    leaverId,
    policyId: await policy('policy'),
    sparePolicyId: await policy('spare'),
    requestId,
  }
}
