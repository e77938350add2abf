import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationCommand,
  DeleteOrganizationalUnitCommand,
  DeleteOrganizationCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  LeaveOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListCreateAccountStatusCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  MoveAccountCommand,
  paginateListAccounts,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
} from '@aws-sdk/client-organizations'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrganizationPlane, type OrganizationPlane } from './organization-plane.ts'

let org: OrganizationPlane
beforeAll(async () => {
  org = await openOrganizationPlane()
})
afterAll(() => org.plane.close())

const arn = (rest: string) => `arn:aws:organizations::${org.plane.accountId}:${rest}`

test('an organization is made, shown and deleted, by one account once', async () => {
  await using plane = await startTestPlane()
  const { organizations } = plane.admin
  const unused = { code: 'AWSOrganizationsNotInUseException' }
  expect(await refusal(organizations.send(new DescribeOrganizationCommand({})))).toMatchObject(unused)
  expect(await refusal(organizations.send(new ListRootsCommand({})))).toMatchObject(unused)
  const { Organization } = await organizations.send(new CreateOrganizationCommand({}))
  const { Id, MasterAccountId, FeatureSet } = Organization!
  expect([MasterAccountId, FeatureSet]).toEqual([plane.accountId, 'ALL'])
  expect(Id).toMatch(/^o-[a-z0-9]{10}$/)
  expect(Organization?.Arn).toBe(`arn:aws:organizations::${plane.accountId}:organization/${Id}`)
  expect((await organizations.send(new DescribeOrganizationCommand({}))).Organization).toEqual(Organization)
  expect(await refusal(organizations.send(new CreateOrganizationCommand({})))).toMatchObject({
    code: 'AlreadyInOrganizationException',
    message: 'The AWS account is already a member of an organization.',
  })
  await organizations.send(new CreateAccountCommand({ AccountName: 'a', Email: 'a@example.org' }))
  expect(await refusal(organizations.send(new DeleteOrganizationCommand({})))).toMatchObject({
    code: 'OrganizationNotEmptyException',
  })
  const { Accounts } = await organizations.send(new ListAccountsCommand({}))
  await organizations.send(new RemoveAccountFromOrganizationCommand({ AccountId: Accounts![1]!.Id }))
  await organizations.send(new DeleteOrganizationCommand({}))
  expect(await refusal(organizations.send(new DescribeOrganizationCommand({})))).toMatchObject(unused)
})

describe('accounts', () => {
  test('are made with a role that the management account may take', async () => {
    const { organizations, plane } = org
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({
        AccountName: 'workload',
        Email: 'workload@example.org',
        Tags: [{ Key: 'team', Value: 'a' }],
      }),
    )
    const { Id, AccountId } = CreateAccountStatus!
    expect(CreateAccountStatus).toMatchObject({ AccountName: 'workload', State: 'SUCCEEDED' })
    const status = new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: Id })
    expect((await organizations.send(status)).CreateAccountStatus).toEqual(CreateAccountStatus)
    expect((await organizations.send(new DescribeAccountCommand({ AccountId }))).Account).toEqual({
      Id: AccountId,
      Arn: arn(`account/${org.organizationId}/${AccountId}`),
      Email: 'workload@example.org',
      Name: 'workload',
      Status: 'ACTIVE',
      State: 'ACTIVE',
      JoinedMethod: 'CREATED',
      JoinedTimestamp: expect.any(Date),
    })
    const { Tags } = await organizations.send(new ListTagsForResourceCommand({ ResourceId: AccountId }))
    expect(Tags).toEqual([{ Key: 'team', Value: 'a' }])
    const member = await org.admin(AccountId!)
    const { Arn } = await member.sts.send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`arn:aws:sts::${AccountId}:assumed-role/OrganizationAccountAccessRole/admin`)
    expect(plane.accountId).not.toBe(AccountId)
  })

  test('have an address each', async () => {
    const { organizations } = org
    const make = () =>
      organizations.send(new CreateAccountCommand({ AccountName: 'twice', Email: 'Twice@example.org' }))
    await make()
    const { CreateAccountStatus } = await make()
    expect(CreateAccountStatus).toMatchObject({ State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' })
    const failed = await organizations.send(new ListCreateAccountStatusCommand({ States: ['FAILED'] }))
    expect(failed.CreateAccountStatuses).toEqual([CreateAccountStatus])
  })

  test('are listed page by page to the end', async () => {
    for (let i = 0; i < 3; i++) await org.account()
    const all = (await org.organizations.send(new ListAccountsCommand({ MaxResults: 20 }))).Accounts!
    const paged: unknown[] = []
    for await (const page of paginateListAccounts({ client: org.organizations, pageSize: 2 }, {})) {
      paged.push(...(page.Accounts ?? []))
    }
    expect(paged).toEqual(all)
    expect(await refusal(org.organizations.send(new ListAccountsCommand({ NextToken: 'nonsense' })))).toMatchObject({
      code: 'InvalidInputException',
    })
  })

  test('stop working when they are closed, stand alone when they are removed, and cannot go by themselves', async () => {
    const { organizations } = org
    const [closed, removed, left] = [await org.account(), await org.account(), await org.account()]
    const [inClosed, inLeft] = [await org.user(closed, 'u'), await org.user(left, 'u')]
    await inClosed.sts.send(new GetCallerIdentityCommand({}))
    await organizations.send(new CloseAccountCommand({ AccountId: closed }))
    expect(await refusal(inClosed.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
      code: 'InvalidClientTokenId',
    })
    expect(await refusal(organizations.send(new CloseAccountCommand({ AccountId: closed })))).toMatchObject({
      code: 'AccountAlreadyClosedException',
    })
    await organizations.send(new RemoveAccountFromOrganizationCommand({ AccountId: removed }))
    expect(await refusal(inLeft.organizations.send(new LeaveOrganizationCommand({})))).toMatchObject({
      code: 'ConstraintViolationException',
    })
    await organizations.send(new RemoveAccountFromOrganizationCommand({ AccountId: left }))
    for (const AccountId of [removed, left]) {
      expect(await refusal(organizations.send(new DescribeAccountCommand({ AccountId })))).toMatchObject({
        code: 'AccountNotFoundException',
      })
    }
    expect(await refusal(inLeft.organizations.send(new DescribeOrganizationCommand({})))).toMatchObject({
      code: 'AWSOrganizationsNotInUseException',
    })
  })

  test('but the management account, which stays', async () => {
    const { organizations, plane } = org
    const AccountId = plane.accountId
    expect(await refusal(organizations.send(new CloseAccountCommand({ AccountId })))).toMatchObject({
      code: 'ConstraintViolationException',
    })
    for (const call of [
      organizations.send(new RemoveAccountFromOrganizationCommand({ AccountId })),
      organizations.send(new LeaveOrganizationCommand({})),
    ]) {
      expect(await refusal(call)).toMatchObject({ code: 'MasterCannotLeaveOrganizationException' })
    }
  })
})

describe('units', () => {
  test('are made, found from both sides, renamed and deleted when empty', async () => {
    const { organizations, rootId } = org
    const outer = await org.unit(rootId, 'outer')
    const inner = await org.unit(outer, 'inner')
    expect(outer).toMatch(new RegExp(`^ou-${rootId.slice(2)}-[a-z0-9]{8}$`))
    const AccountId = await org.account()
    const move = (SourceParentId: string, DestinationParentId: string) =>
      organizations.send(new MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId }))
    await move(rootId, inner)
    const parents = async (ChildId: string) => (await organizations.send(new ListParentsCommand({ ChildId }))).Parents
    expect(await parents(AccountId)).toEqual([{ Id: inner, Type: 'ORGANIZATIONAL_UNIT' }])
    expect(await parents(outer)).toEqual([{ Id: rootId, Type: 'ROOT' }])
    const children = async (ParentId: string, ChildType: 'ACCOUNT' | 'ORGANIZATIONAL_UNIT') =>
      (await organizations.send(new ListChildrenCommand({ ParentId, ChildType }))).Children
    expect(await children(outer, 'ORGANIZATIONAL_UNIT')).toEqual([{ Id: inner, Type: 'ORGANIZATIONAL_UNIT' }])
    expect(await children(inner, 'ACCOUNT')).toEqual([{ Id: AccountId, Type: 'ACCOUNT' }])
    const { Accounts } = await organizations.send(new ListAccountsForParentCommand({ ParentId: inner }))
    expect(Accounts).toMatchObject([{ Id: AccountId }])

    const rename = new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: inner, Name: 'renamed' })
    const renamed = { Id: inner, Arn: arn(`ou/${org.organizationId}/${inner}`), Name: 'renamed' }
    expect((await organizations.send(rename)).OrganizationalUnit).toEqual(renamed)
    const list = new ListOrganizationalUnitsForParentCommand({ ParentId: outer })
    expect((await organizations.send(list)).OrganizationalUnits).toEqual([renamed])

    const remove = (OrganizationalUnitId: string) =>
      organizations.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId }))
    for (const id of [outer, inner]) {
      expect(await refusal(remove(id))).toMatchObject({ code: 'OrganizationalUnitNotEmptyException' })
    }
    expect(await refusal(move(rootId, inner))).toMatchObject({ code: 'AccountNotFoundException' })
    expect(await refusal(move(inner, inner))).toMatchObject({ code: 'DuplicateAccountException' })
    await move(inner, rootId)
    await remove(inner)
    await remove(outer)
    const describeIt = new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: outer })
    expect(await refusal(organizations.send(describeIt))).toMatchObject({
      code: 'OrganizationalUnitNotFoundException',
    })
  })

  test('have names of their own beside each other, parents that exist, and five levels', async () => {
    const { rootId } = org
    await org.unit(rootId, 'one')
    expect(await refusal(org.unit(rootId, 'one'))).toMatchObject({ code: 'DuplicateOrganizationalUnitException' })
    const nowhere = `ou-${rootId.slice(2)}-00000000`
    expect(await refusal(org.unit(nowhere, 'one'))).toMatchObject({ code: 'ParentNotFoundException' })
    let parent = rootId
    for (let level = 1; level <= 5; level++) parent = await org.unit(parent, `level ${level}`)
    expect(await refusal(org.unit(parent, 'level 6'))).toMatchObject({ code: 'ConstraintViolationException' })
  })

  test('are refused as places to go from or to where they are not there', async () => {
    const { organizations, rootId } = org
    const AccountId = await org.account()
    const nowhere = `ou-${rootId.slice(2)}-00000000`
    const move = (SourceParentId: string, DestinationParentId: string) =>
      refusal(organizations.send(new MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId })))
    expect(await move(nowhere, rootId)).toMatchObject({ code: 'SourceParentNotFoundException' })
    expect(await move(rootId, nowhere)).toMatchObject({ code: 'DestinationParentNotFoundException' })
    for (const Command of [ListAccountsForParentCommand, ListOrganizationalUnitsForParentCommand]) {
      const list = organizations.send(new Command({ ParentId: nowhere }))
      expect(await refusal(list)).toMatchObject({ code: 'ParentNotFoundException' })
    }
    const child = organizations.send(new ListParentsCommand({ ChildId: '000000000000' }))
    expect(await refusal(child)).toMatchObject({ code: 'ChildNotFoundException' })
  })
})

test('tags are put, listed and taken away, on what is there', async () => {
  const { organizations, rootId } = org
  const ResourceId = await org.unit(rootId, 'tagged')
  await organizations.send(new TagResourceCommand({ ResourceId, Tags: [{ Key: 'a', Value: '1' }] }))
  await organizations.send(new TagResourceCommand({ ResourceId, Tags: [{ Key: 'b', Value: '2' }] }))
  await organizations.send(new UntagResourceCommand({ ResourceId, TagKeys: ['a'] }))
  const { Tags } = await organizations.send(new ListTagsForResourceCommand({ ResourceId }))
  expect(Tags).toEqual([{ Key: 'b', Value: '2' }])
  const nowhere = { ResourceId: `ou-${rootId.slice(2)}-00000000` }
  expect(await refusal(organizations.send(new ListTagsForResourceCommand(nowhere)))).toMatchObject({
    code: 'TargetNotFoundException',
  })
  const reserved = organizations.send(new TagResourceCommand({ ResourceId, Tags: [{ Key: 'aws:x', Value: '' }] }))
  expect(await refusal(reserved)).toMatchObject({ code: 'InvalidInputException' })
})

test('a member account knows its organization, and is told nothing else of it', async () => {
  const member = await org.user(await org.account(), 'curious')
  const { Organization } = await member.organizations.send(new DescribeOrganizationCommand({}))
  expect(Organization?.Id).toBe(org.organizationId)
  for (const call of [
    member.organizations.send(new ListAccountsCommand({})),
    member.organizations.send(new ListRootsCommand({})),
    member.organizations.send(new DeleteOrganizationCommand({})),
  ]) {
    expect(await refusal(call)).toMatchObject({
      code: 'AccessDeniedException',
      message: "You don't have permissions to access this resource.",
    })
  }
})

test('an account in no organization is told nothing of this one, and a user without rights nothing at all', async () => {
  const other = await org.plane.account('elsewhere')
  expect(
    await refusal(other.organizations.send(new DescribeAccountCommand({ AccountId: org.plane.accountId }))),
  ).toMatchObject({
    code: 'AWSOrganizationsNotInUseException',
  })
  const nobody = await org.plane.user('nobody')
  const denied = nobody.organizations.send(new DescribeAccountCommand({ AccountId: org.plane.accountId }))
  expect(await refusal(denied)).toMatchObject({
    code: 'AccessDeniedException',
    message: expect.stringContaining(
      `is not authorized to perform: organizations:DescribeAccount on resource: ${arn(`account/${org.organizationId}/${org.plane.accountId}`)} because no identity-based policy allows`,
    ),
  })
})
