import { ListUsersCommand } from '@aws-sdk/client-iam'
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import {
  AssumeRoleCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  type GetSessionTokenCommandInput,
} from '@aws-sdk/client-sts'
import { enableAuthenticator, makeAuthenticator } from '@hostler/testkit/authenticator'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, type Keys, openIdentityPlane, refusal, trusting } from '../iam/identity-plane.ts'
import { roleSessions, toKeys } from './role-sessions.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const { makeRole, assume } = roleSessions(() => plane)
const getToken = (keys?: Keys, input: GetSessionTokenCommandInput = {}) =>
  plane.sts(keys).send(new GetSessionTokenCommand(input))
const tokenOf = async (keys?: Keys, input: GetSessionTokenCommandInput = {}) =>
  toKeys((await getToken(keys, input)).Credentials!)

/** Seconds from now to an end. */
const lasts = (end: Date | undefined) => Math.round((end!.getTime() - plane.clock.now().getTime()) / 1000)

async function userWithDevice(name: string, ...statements: object[]) {
  const keys = await plane.userWith(name, ...statements)
  const device = await makeAuthenticator(plane.iam(), name, plane.clock)
  await enableAuthenticator(plane.iam(), name, device, plane.clock)
  return { keys, device, mfa: () => ({ SerialNumber: device.serialNumber, TokenCode: device.code() }) }
}

const invalidToken = {
  code: 'InvalidClientTokenId',
  status: 403,
  message: 'The security token included in the request is invalid.',
}

describe('a session of a user', () => {
  test('is the user itself, for as long as asked', async () => {
    const keys = await plane.userWith('ada')
    const { Credentials } = await getToken(keys)
    expect(Credentials!.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    expect(lasts(Credentials!.Expiration)).toBeCloseTo(43_200, -1)
    const { Arn, UserId } = await plane.sts(toKeys(Credentials!)).send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`arn:aws:iam::${plane.accountId}:user/ada`)
    expect(UserId).toMatch(/^AIDA/)
    const short = await getToken(keys, { DurationSeconds: 900 })
    expect(lasts(short.Credentials!.Expiration)).toBeCloseTo(900, -1)
    for (const DurationSeconds of [899, 129_601]) {
      expect(await refusal(getToken(keys, { DurationSeconds }))).toMatchObject({ code: 'ValidationError' })
    }
    await getToken(keys, { DurationSeconds: 129_600 })
  })

  test('of root lasts an hour at most', async () => {
    const root = await plane.rootKeys()
    const { Credentials } = await getToken(root, { DurationSeconds: 129_600 })
    expect(lasts(Credentials!.Expiration)).toBeCloseTo(3_600, -1)
    const { Arn } = await plane.sts(toKeys(Credentials!)).send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`arn:aws:iam::${plane.accountId}:root`)
  })

  test('ends at its end', async () => {
    await using fresh = await startTestPlane()
    const { Credentials } = await fresh.admin.sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }))
    const session = fresh.clients(toKeys(Credentials!))
    await session.sts.send(new GetCallerIdentityCommand({}))
    await fresh.clock.advance({ seconds: 901 })
    expect(await refusal(session.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'ExpiredToken' })
  })

  test('calls other services, but IAM only with MFA', async () => {
    await using fresh = await startTestPlane()
    const { iam } = fresh.admin
    const device = await makeAuthenticator(iam, 'admin', fresh.clock)
    await enableAuthenticator(iam, 'admin', device, fresh.clock)
    const mfa = { SerialNumber: device.serialNumber, TokenCode: device.code() }
    const get = async (input: GetSessionTokenCommandInput) =>
      fresh.clients(toKeys((await fresh.admin.sts.send(new GetSessionTokenCommand(input))).Credentials!))
    const without = await get({})
    await without.ec2.send(new DescribeInstancesCommand({}))
    expect(await refusal(without.iam.send(new ListUsersCommand({})))).toEqual(invalidToken)
    const withMfa = await get(mfa)
    await withMfa.iam.send(new ListUsersCommand({}))
  })

  test('may assume roles and ask who it is, and nothing else of STS, with MFA or without', async () => {
    const role = await makeRole('ForSessions', trusting({ AWS: plane.accountId }))
    const { keys, mfa } = await userWithDevice('limited', allow('*'))
    for (const session of [await tokenOf(keys), await tokenOf(keys, mfa())]) {
      await assume(role, session)
      const sts = plane.sts(session)
      await sts.send(new GetCallerIdentityCommand({}))
      for (const [name, call] of [
        ['GetSessionToken', () => sts.send(new GetSessionTokenCommand({}))],
        ['GetFederationToken', () => sts.send(new GetFederationTokenCommand({ Name: 'fed' }))],
        ['GetAccessKeyInfo', () => sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId }))],
      ] as const) {
        expect(await refusal(call())).toEqual({
          code: 'AccessDenied',
          status: 403,
          message: `Cannot call ${name} with session credentials`,
        })
      }
    }
  })

  test('is not given to sessions of roles, nor to hosts', async () => {
    const role = await makeRole('NoTokens', trusting({ AWS: plane.accountId }))
    const session = toKeys((await assume(role)).Credentials!)
    for (const keys of [session, await plane.instanceIdentity()]) {
      expect(await refusal(getToken(keys))).toMatchObject({
        code: 'AccessDenied',
        message: 'Cannot call GetSessionToken with session credentials',
      })
    }
  })

  test('is given whatever the policies say', async () => {
    const keys = await plane.userWith('denied', { Effect: 'Deny', Action: 'sts:*', Resource: '*' })
    await getToken(keys)
  })
})

describe('a code that comes with a request for credentials', () => {
  const badCode = {
    code: 'AccessDenied',
    status: 403,
    message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
  }
  const badDevice = {
    code: 'AccessDenied',
    status: 403,
    message:
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
  }

  test('must be the caller’s own, complete and right', async () => {
    const { keys, device, mfa } = await userWithDevice('codes')
    const other = await plane.userWith('other')
    expect(await refusal(getToken(keys, { SerialNumber: device.serialNumber }))).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    })
    expect(await refusal(getToken(other, mfa()))).toEqual(badDevice)
    expect(await refusal(getToken(keys, { ...mfa(), SerialNumber: `${device.serialNumber}x` }))).toEqual(badDevice)
    expect(await refusal(getToken(keys, { ...mfa(), TokenCode: device.code(5) }))).toEqual(badCode)
    await getToken(keys, mfa())
  })

  test('opens a role that asks for it, in the trust question only', async () => {
    const Condition = {
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      NumericLessThan: { 'aws:MultiFactorAuthAge': 60 },
    }
    const { keys, mfa, device } = await userWithDevice('assumer', allow('sts:AssumeRole'))
    const role = await makeRole('WithMfa', trusting({ AWS: plane.accountId }, { Condition }))
    expect(await refusal(assume(role, keys))).toMatchObject({ code: 'AccessDenied' })
    expect(await refusal(assume(role, keys, { ...mfa(), TokenCode: device.code(5) }))).toEqual(badCode)
    await assume(role, keys, mfa())
    await plane.clock.advance({ seconds: 30 })
    const session = await tokenOf(keys, mfa())
    await assume(role, session)
    expect(await refusal(assume(role, await tokenOf(keys)))).toMatchObject({ code: 'AccessDenied' })
    await plane.clock.advance({ seconds: 61 })
    expect(await refusal(assume(role, session))).toMatchObject({ code: 'AccessDenied' })
  })

  test('says nothing about the role when it is wrong', async () => {
    const { keys, mfa, device } = await userWithDevice('prober', allow('sts:AssumeRole'))
    const wrong = { ...mfa(), TokenCode: device.code(5) }
    const RoleArn = `arn:aws:iam::${plane.accountId}:role/none`
    const unknown = plane.sts(keys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'x1', ...wrong }))
    expect(await refusal(unknown)).toEqual(badCode)
  })
})

describe('the account of a key', () => {
  test('is told of permanent and temporary ones, of any account', async () => {
    const accountOf = async (AccessKeyId: string) =>
      (await plane.sts().send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account
    const keys = await plane.userWith('owner')
    expect(await accountOf(keys.accessKeyId)).toBe(plane.accountId)
    expect(await accountOf((await tokenOf(keys)).accessKeyId)).toBe(plane.accountId)
    expect(await accountOf(plane.other.admin.accessKeyId)).toBe(plane.other.accountId)
    expect(await accountOf((await tokenOf(plane.other.admin)).accessKeyId)).toBe(plane.other.accountId)
    for (const unknown of ['AKIAAAAAAAAAAAAAAAAA', 'ASIAAAAAAAAAAAAAAAAA', 'ASIA999999999999']) {
      expect(await refusal(accountOf(unknown))).toMatchObject({ code: 'ValidationError', status: 400 })
    }
  })
})

test.each(['sts.amazonaws.com us-east-1', 'sts.ap-northeast-1.amazonaws.com ap-northeast-1'])(
  'the endpoint %s is served',
  async endpoint => {
    const [host, region] = endpoint.split(' ')
    await using fresh = await startTestPlane({ regions: ['ap-northeast-1', 'us-east-1'] })
    const clients = fresh.admin.inRegion(region!)
    clients.sts.middlewareStack.add(
      next => args => {
        const request = args.request as { headers: Record<string, string> }
        request.headers['host'] = host!
        return next(args)
      },
      { step: 'build', name: 'namedHost' },
    )
    try {
      expect((await clients.sts.send(new GetSessionTokenCommand({}))).Credentials).toBeDefined()
      expect((await clients.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(fresh.accountId)
    } finally {
      clients.destroy()
    }
  },
)
