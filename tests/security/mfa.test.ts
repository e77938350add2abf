// Second factors hold: what a policy asks for cannot be got around, a code opens once, and codes cannot be tried out.
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import { DeactivateMFADeviceCommand, EnableMFADeviceCommand, ListUsersCommand } from '@aws-sdk/client-iam'
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm'
import { GetSessionTokenCommand, type GetSessionTokenCommandInput } from '@aws-sdk/client-sts'
import { type Authenticator, enableAuthenticator, makeAuthenticator } from '@hostler/testkit/authenticator'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })

async function userWithDevice(name: string, ...statements: object[]) {
  const user = await plane.user(name, policy(...statements))
  const device = await makeAuthenticator(plane.admin.iam, name, plane.clock)
  await enableAuthenticator(plane.admin.iam, name, device, plane.clock)
  return { user, device }
}

const get = (user: TestClients, input: GetSessionTokenCommandInput = {}) =>
  user.sts.send(new GetSessionTokenCommand(input))
const mfa = (device: Authenticator, TokenCode = device.code()) => ({ SerialNumber: device.serialNumber, TokenCode })

async function sessionOf(user: TestClients, input: GetSessionTokenCommandInput = {}): Promise<TestClients> {
  const { AccessKeyId, SecretAccessKey, SessionToken } = (await get(user, input)).Credentials!
  return plane.clients({
    accessKeyId: AccessKeyId!,
    secretAccessKey: SecretAccessKey!,
    sessionToken: SessionToken!,
  })
}

const call = (clients: TestClients) => clients.ec2.send(new DescribeInstancesCommand({}))
const isAllowed = async (clients: TestClients) => {
  const answer = await call(clients).catch((error: unknown) => error)
  return !(answer instanceof Error)
}

describe('a policy that asks for a second factor', () => {
  const present = (operator: string, value: string) => ({ [operator]: { 'aws:MultiFactorAuthPresent': value } })

  // By who calls: the user's permanent key, a session without a code, a session with one.
  test.each([
    ['allows with Bool true', [{ ...everything, Condition: present('Bool', 'true') }], [false, false, true]],
    [
      'denies with BoolIfExists false',
      [everything, { ...everything, Effect: 'Deny', Condition: present('BoolIfExists', 'false') }],
      [false, false, true],
    ],
    [
      'denies with Bool false, which permanent keys pass',
      [everything, { ...everything, Effect: 'Deny', Condition: present('Bool', 'false') }],
      [true, false, true],
    ],
    [
      'allows with BoolIfExists true, which permanent keys pass',
      [{ ...everything, Condition: present('BoolIfExists', 'true') }],
      [true, false, true],
    ],
  ] as const)('%s', async (name, statements, expected) => {
    const { user, device } = await userWithDevice(name.replaceAll(/[^a-z]/gi, ''), ...statements)
    const callers = [user, await sessionOf(user), await sessionOf(user, mfa(device))]
    expect(await Promise.all(callers.map(isAllowed))).toEqual(expected)
  })

  test('may ask how long ago it was', async () => {
    const Condition = { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } }
    const { user, device } = await userWithDevice('recently', { ...everything, Condition })
    const session = await sessionOf(user, mfa(device))
    expect(await isAllowed(session)).toBe(true)
    await plane.clock.advance({ minutes: 5 })
    expect(await isAllowed(session)).toBe(false)
    expect(await isAllowed(await sessionOf(user))).toBe(false)
    expect(await isAllowed(user)).toBe(false)
  })
})

describe('a code', () => {
  const wrong = { code: 'AccessDenied', message: expect.stringContaining('invalid MFA one time pass code') }

  test('opens once, also when it comes many times at once', async () => {
    const { user, device } = await userWithDevice('replay', everything)
    const answers = await Promise.allSettled([0, 1, 2, 3].map(() => get(user, mfa(device))))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await refusal(get(user, mfa(device)))).toMatchObject(wrong)
    await plane.clock.advance({ seconds: 30 })
    await get(user, mfa(device))
  })

  test('that is older than one that was taken opens nothing', async () => {
    const { user, device } = await userWithDevice('older', everything)
    await plane.clock.advance({ minutes: 5 })
    const earlier = device.code()
    await plane.clock.advance({ seconds: 30 })
    await get(user, mfa(device))
    expect(await refusal(get(user, mfa(device, earlier)))).toMatchObject(wrong)
  })

  test('that enabled the device opens nothing', async () => {
    const user = await plane.user('enabling', policy(everything))
    const device = await makeAuthenticator(plane.admin.iam, 'enabling', plane.clock)
    const codes = [device.code(-1), device.code()] as const
    await plane.admin.iam.send(
      new EnableMFADeviceCommand({
        UserName: 'enabling',
        SerialNumber: device.serialNumber,
        AuthenticationCode1: codes[0],
        AuthenticationCode2: codes[1],
      }),
    )
    for (const code of codes) expect(await refusal(get(user, mfa(device, code)))).toMatchObject(wrong)
  })

  test('cannot be found by trying: after five wrong ones even the right one waits', async () => {
    const { user, device } = await userWithDevice('guessing', everything)
    const guesses = Array.from({ length: 20 }, () => get(user, mfa(device, device.code(5))))
    const answers = await Promise.all(guesses.map(guess => refusal(guess)))
    expect(answers.filter(({ code }) => code === 'AccessDenied')).toHaveLength(5)
    expect(answers.filter(({ code }) => code === 'Throttling')).toHaveLength(15)
    expect(await refusal(get(user, mfa(device)))).toMatchObject({ code: 'Throttling', status: 400 })
    await plane.clock.advance({ minutes: 1 })
    await get(user, mfa(device))
  })

  test('is not held up by others who guess at the device', async () => {
    const { user, device } = await userWithDevice('held', everything)
    const intruder = await plane.user('intruder', policy(everything))
    const stranger = await plane.account('stranger')
    for (let guess = 0; guess < 6; guess++) {
      await refusal(get(intruder, mfa(device, '000000')))
      await refusal(stranger.sts.send(new GetSessionTokenCommand(mfa(device, '000000'))))
    }
    await get(user, mfa(device))
  })

  test('of a device that was deactivated opens nothing', async () => {
    const { user, device } = await userWithDevice('gone', everything)
    const gone = { UserName: 'gone', SerialNumber: device.serialNumber }
    await plane.admin.iam.send(new DeactivateMFADeviceCommand(gone))
    expect((await refusal(get(user, mfa(device)))).message).toContain('unable to validate MFA code')
  })
})

test('secrets of people are in the database only sealed or hashed, and a seed is told once', async () => {
  const { user, device } = await userWithDevice('secret', everything)
  await get(user, mfa(device))
  const { storage } = plane.running.app
  const kept = JSON.stringify(await storage.read.mfaDevices.find(plane.accountId, device.serialNumber))
  expect(kept).not.toContain(device.seed)
  expect(kept).toContain('sealedSeed')
})

test('a session without a code cannot make itself a key or a device', async () => {
  const { user } = await userWithDevice('bare', everything)
  const session = await sessionOf(user)
  expect(await refusal(session.iam.send(new ListUsersCommand({})))).toMatchObject({ code: 'InvalidClientTokenId' })
  await session.ssm.send(new DescribeInstanceInformationCommand({}))
})
