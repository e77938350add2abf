import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribeEffectivePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  type PolicyType,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { refusal } from '@hostler/testkit/refusal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openOrganizationPlane, type OrganizationPlane } from './organization-plane.ts'

let org: OrganizationPlane
beforeAll(async () => {
  org = await openOrganizationPlane()
})
afterAll(() => org.plane.close())

const deny = { Effect: 'Deny', Action: 'ssm:StartSession', Resource: '*' }
const contentOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const scp: PolicyType = 'SERVICE_CONTROL_POLICY'
const rcp: PolicyType = 'RESOURCE_CONTROL_POLICY'

async function at(TargetId: string, Filter = scp): Promise<(string | undefined)[]> {
  const { Policies } = await org.organizations.send(new ListPoliciesForTargetCommand({ TargetId, Filter }))
  return Policies!.map(({ Name }) => Name)
}

test('a policy is made, shown, changed, attached, listed from both sides, detached and deleted', async () => {
  const { organizations, rootId } = org
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({ Name: 'guard', Description: 'guards', Type: scp, Content: contentOf(deny) }),
  )
  const PolicyId = Policy!.PolicySummary!.Id!
  expect(Policy).toEqual({
    PolicySummary: {
      Id: expect.stringMatching(/^p-[a-z0-9]{8}$/),
      Arn: `arn:aws:organizations::${org.plane.accountId}:policy/${org.organizationId}/service_control_policy/${PolicyId}`,
      Name: 'guard',
      Description: 'guards',
      Type: scp,
      AwsManaged: false,
    },
    Content: contentOf(deny),
  })
  const update = new UpdatePolicyCommand({ PolicyId, Name: 'guarded', Content: contentOf(deny, deny) })
  const { Policy: updated } = await organizations.send(update)
  expect(updated).toMatchObject({ PolicySummary: { Name: 'guarded' }, Content: contentOf(deny, deny) })
  expect((await organizations.send(new DescribePolicyCommand({ PolicyId }))).Policy).toEqual(updated)

  const account = await org.account()
  for (const TargetId of [rootId, account]) await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId }))
  expect(await at(account)).toEqual(['FullAWSAccess', 'guarded'])
  const { Targets } = await organizations.send(new ListTargetsForPolicyCommand({ PolicyId }))
  expect(Targets).toEqual([
    { TargetId: rootId, Arn: expect.stringContaining(`:root/${org.organizationId}/`), Name: 'Root', Type: 'ROOT' },
    { TargetId: account, Arn: expect.stringContaining(':account/'), Name: 'member-1', Type: 'ACCOUNT' },
  ])
  const remove = () => organizations.send(new DeletePolicyCommand({ PolicyId }))
  expect(await refusal(remove())).toMatchObject({ code: 'PolicyInUseException' })
  for (const TargetId of [rootId, account]) await organizations.send(new DetachPolicyCommand({ PolicyId, TargetId }))
  await remove()
  expect(await refusal(organizations.send(new DescribePolicyCommand({ PolicyId })))).toMatchObject({
    code: 'PolicyNotFoundException',
  })
})

test("AWS's own policy is everywhere from the start, can be replaced and not be changed", async () => {
  const { organizations, rootId } = org
  const unit = await org.unit(rootId, 'new')
  const account = await org.account()
  for (const id of [rootId, unit, account]) expect(await at(id)).toEqual(['FullAWSAccess'])
  const { Policies } = await organizations.send(new ListPoliciesCommand({ Filter: scp }))
  expect(Policies![0]).toMatchObject({
    Id: 'p-FullAWSAccess',
    Arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
    AwsManaged: true,
  })
  const PolicyId = 'p-FullAWSAccess'
  for (const call of [
    organizations.send(new UpdatePolicyCommand({ PolicyId, Name: 'mine' })),
    organizations.send(new DeletePolicyCommand({ PolicyId })),
  ]) {
    expect(await refusal(call)).toMatchObject({ code: 'InvalidInputException' })
  }
  const detach = () => organizations.send(new DetachPolicyCommand({ PolicyId, TargetId: unit }))
  expect(await refusal(detach())).toMatchObject({ code: 'ConstraintViolationException' })
  await org.scp('instead', [{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }], unit)
  await detach()
  expect(await at(unit)).toEqual(['instead'])
})

test('at most five are attached to one place', async () => {
  const account = await org.account()
  for (let i = 1; i <= 4; i++) await org.scp(`limit ${i}`, [deny], account)
  expect(await refusal(org.scp('limit 5', [deny], account))).toMatchObject({ code: 'ConstraintViolationException' })
})

test('types are switched on and off, and attachments go with them', async () => {
  const { organizations, rootId } = org
  const account = await org.account()
  const unitOf = { RootId: rootId, PolicyType: rcp }
  const off = { code: 'PolicyTypeNotEnabledException' }
  const Content = contentOf({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' })
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({ Name: 'resources', Description: '', Type: rcp, Content }),
  )
  const attachment = { PolicyId: Policy!.PolicySummary!.Id!, TargetId: account }
  expect(await refusal(organizations.send(new AttachPolicyCommand(attachment)))).toMatchObject(off)
  expect(await refusal(organizations.send(new DisablePolicyTypeCommand(unitOf)))).toMatchObject(off)
  const { Root } = await organizations.send(new EnablePolicyTypeCommand(unitOf))
  expect(Root?.PolicyTypes).toEqual([
    { Type: scp, Status: 'ENABLED' },
    { Type: rcp, Status: 'ENABLED' },
  ])
  expect(await refusal(organizations.send(new EnablePolicyTypeCommand(unitOf)))).toMatchObject({
    code: 'PolicyTypeAlreadyEnabledException',
  })
  await organizations.send(new AttachPolicyCommand(attachment))
  expect(await at(account, rcp)).toEqual(['RCPFullAWSAccess', 'resources'])
  const always = organizations.send(new DetachPolicyCommand({ PolicyId: 'p-RCPFullAWSAccess', TargetId: account }))
  expect(await refusal(always)).toMatchObject({ code: 'InvalidInputException' })
  await organizations.send(new DisablePolicyTypeCommand(unitOf))
  expect(await at(account, rcp)).toEqual([])
  expect((await organizations.send(new ListRootsCommand({}))).Roots![0]!.PolicyTypes).toHaveLength(1)
})

test('what is malformed, too large, taken, unknown or attached already is refused', async () => {
  const { organizations, rootId } = org
  const create = (Name: string, Content: string, Type: PolicyType = scp) =>
    refusal(organizations.send(new CreatePolicyCommand({ Name, Description: '', Type, Content })))
  expect(await create('bad', '{}')).toMatchObject({ code: 'MalformedPolicyDocumentException' })
  const principal = contentOf({ ...deny, Principal: '*' })
  expect(await create('bad', principal)).toMatchObject({ code: 'MalformedPolicyDocumentException' })
  const large = contentOf({ ...deny, Action: Array.from({ length: 300 }, (_, i) => `ssm:SomeLongActionName${i}`) })
  expect(await create('large', large)).toMatchObject({ code: 'ConstraintViolationException' })
  expect(await create('tags', '{}', 'TAG_POLICY')).toMatchObject({ code: 'NotImplemented', status: 501 })
  const PolicyId = await org.scp('taken', [deny], rootId)
  expect(await create('taken', contentOf(deny))).toMatchObject({ code: 'DuplicatePolicyException' })
  const attach = (policyId: string, TargetId: string) =>
    refusal(organizations.send(new AttachPolicyCommand({ PolicyId: policyId, TargetId })))
  expect(await attach(PolicyId, rootId)).toMatchObject({ code: 'DuplicatePolicyAttachmentException' })
  expect(await attach('p-00000000', rootId)).toMatchObject({ code: 'PolicyNotFoundException' })
  expect(await attach(PolicyId, '000000000000')).toMatchObject({ code: 'TargetNotFoundException' })
  const account = await org.account()
  const detach = organizations.send(new DetachPolicyCommand({ PolicyId, TargetId: account }))
  expect(await refusal(detach)).toMatchObject({ code: 'PolicyNotAttachedException' })
  const effective = organizations.send(
    new DescribeEffectivePolicyCommand({ PolicyType: 'TAG_POLICY', TargetId: account }),
  )
  expect(await refusal(effective)).toMatchObject({ code: 'EffectivePolicyNotFoundException' })
})
