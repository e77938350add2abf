import {
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateUserCommand,
  DeleteAccountAliasCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  ListAccountAliasesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { enableAuthenticator, makeAuthenticator } from '@hostler/testkit/authenticator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

describe('an account alias', () => {
  const aliases = async (iam = plane.iam()) => (await iam.send(new ListAccountAliasesCommand({}))).AccountAliases
  const create = (AccountAlias: string, iam = plane.iam()) => iam.send(new CreateAccountAliasCommand({ AccountAlias }))
  const remove = (AccountAlias: string, iam = plane.iam()) => iam.send(new DeleteAccountAliasCommand({ AccountAlias }))

  test('is one an account; a new one takes its place', async () => {
    expect(await aliases()).toEqual([])
    await create('acme')
    await create('acme-ops')
    expect(await aliases()).toEqual(['acme-ops'])
    await create('acme', plane.iam(plane.other.admin))
    expect(await aliases(plane.iam(plane.other.admin))).toEqual(['acme'])
    await remove('acme-ops')
    expect(await aliases()).toEqual([])
  })

  test('belongs to one account of the plane', async () => {
    const other = plane.iam(plane.other.admin)
    await create('unique', other)
    expect(await refusal(create('unique'))).toEqual({
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'The account alias unique already exists.',
    })
    expect(await refusal(remove('unique'))).toMatchObject({ code: 'NoSuchEntity', status: 404 })
    await remove('unique', other)
    await create('unique')
  })

  test.each(['ab', 'Upper', '-dash', 'dash-', 'a--b', 'under_score', '123456789012'])('cannot be %s', async alias => {
    expect(await refusal(create(alias))).toMatchObject({ code: 'ValidationError', status: 400 })
  })
})

describe('an account’s summary', () => {
  test('counts what there is', async () => {
    await using fresh = await startTestPlane()
    const { iam } = fresh.admin
    const summary = async () => (await iam.send(new GetAccountSummaryCommand({}))).SummaryMap!
    const before = await summary()
    expect(before).toMatchObject({ UsersQuota: 5000, AccessKeysPerUserQuota: 2, MFADevices: 0, AccountMFAEnabled: 0 })
    await iam.send(new CreateUserCommand({ UserName: 'one' }))
    await makeAuthenticator(iam, 'spare', fresh.clock)
    await enableAuthenticator(iam, 'one', await makeAuthenticator(iam, 'used', fresh.clock), fresh.clock)
    expect(await summary()).toEqual({ ...before, Users: before.Users! + 1, MFADevices: 2, MFADevicesInUse: 1 })
  })
})

describe('the last use of a key', () => {
  test('is nothing at first, then time, service and region, by quarters of an hour and across a restart', async () => {
    await using fresh = await startTestPlane()
    const { iam } = fresh.admin
    await iam.send(new CreateUserCommand({ UserName: 'u' }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'u' }))
    const keys = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
    const lastUsed = () => iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: keys.accessKeyId }))
    const { UserName, AccessKeyLastUsed: never } = await lastUsed()
    expect(UserName).toBe('u')
    expect(never).toEqual({ ServiceName: 'N/A', Region: 'N/A' })
    const user = fresh.clients(keys)
    await user.sts.send(new GetCallerIdentityCommand({}))
    const { AccessKeyLastUsed: first } = await lastUsed()
    expect(first).toMatchObject({ ServiceName: 'sts', Region: user.region, LastUsedDate: expect.any(Date) })
    // What was refused was a use all the same; so soon after the first it is not told.
    await fresh.clock.advance({ minutes: 10 })
    await refusal(user.iam.send(new ListUsersCommand({})))
    expect((await lastUsed()).AccessKeyLastUsed).toEqual(first)
    await fresh.restart()
    expect((await lastUsed()).AccessKeyLastUsed).toEqual(first)
    await fresh.clock.advance({ minutes: 10 })
    await refusal(user.iam.send(new ListUsersCommand({})))
    const { AccessKeyLastUsed: second } = await lastUsed()
    expect(second!.ServiceName).toBe('iam')
    expect(second!.LastUsedDate!.getTime()).toBeGreaterThan(first!.LastUsedDate!.getTime())
  })

  test('is not told of keys of another account, nor without the right', async () => {
    const foreign = new GetAccessKeyLastUsedCommand({ AccessKeyId: plane.other.admin.accessKeyId })
    expect(await refusal(plane.iam().send(foreign))).toMatchObject({ code: 'AccessDenied', status: 403 })
    const own = await plane.userWith('curious', allow('iam:GetAccessKeyLastUsed', '*'))
    const iam = plane.iam(own)
    const { UserName } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: own.accessKeyId }))
    expect(UserName).toBe('curious')
    const root = await plane.rootKeys()
    expect(
      (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: root.accessKeyId }))).UserName,
    ).toBeUndefined()
  })
})
