import {
  ChangePasswordCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  GetAccountPasswordPolicyCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const password = 'Correct-horse-7'
const newUser = (UserName: string) => plane.iam().send(new CreateUserCommand({ UserName }))
const create = (UserName: string, Password = password, more: object = {}) =>
  plane.iam().send(new CreateLoginProfileCommand({ UserName, Password, ...more }))
const update = (UserName: string, Password: string) =>
  plane.iam().send(new UpdateLoginProfileCommand({ UserName, Password }))
const setPolicy = (policy: object) => plane.iam().send(new UpdateAccountPasswordPolicyCommand(policy))
const dropPolicy = () => plane.iam().send(new DeleteAccountPasswordPolicyCommand({}))
const violation = (message: string) => ({ code: 'PasswordPolicyViolation', status: 400, message })

describe('a login profile', () => {
  test('is made, shown, changed and deleted; its user cannot be deleted before', async () => {
    await newUser('ada')
    const { LoginProfile } = await create('ada', password, { PasswordResetRequired: true })
    expect(LoginProfile).toMatchObject({ UserName: 'ada', PasswordResetRequired: true, CreateDate: expect.any(Date) })
    expect(JSON.stringify(LoginProfile)).not.toContain(password)
    await plane.iam().send(new UpdateLoginProfileCommand({ UserName: 'ada', PasswordResetRequired: false }))
    await plane.clock.advance({ minutes: 1 })
    await update('ada', 'Another-horse-7')
    const get = () => plane.iam().send(new GetLoginProfileCommand({ UserName: 'ada' }))
    expect((await get()).LoginProfile).toEqual({ ...LoginProfile, PasswordResetRequired: false })
    expect((await plane.iam().send(new GetUserCommand({ UserName: 'ada' }))).User!.PasswordLastUsed).toBeUndefined()
    expect(await refusal(plane.iam().send(new DeleteUserCommand({ UserName: 'ada' })))).toEqual({
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must delete login profile first.',
    })
    await plane.iam().send(new DeleteLoginProfileCommand({ UserName: 'ada' }))
    expect(await refusal(get())).toEqual({
      code: 'NoSuchEntity',
      status: 404,
      message: 'Login Profile for User ada cannot be found.',
    })
    await plane.iam().send(new DeleteUserCommand({ UserName: 'ada' }))
  })

  test('is refused with the errors of AWS', async () => {
    await newUser('bob')
    await create('bob')
    expect(await refusal(create('bob'))).toEqual({
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Login Profile for User bob already exists.',
    })
    expect(await refusal(create('nobody'))).toMatchObject({ code: 'NoSuchEntity' })
    expect(await refusal(update('nobody', password))).toMatchObject({ code: 'NoSuchEntity' })
    const withoutPassword = plane.iam().send(new CreateLoginProfileCommand({ UserName: 'bob' }))
    expect(await refusal(withoutPassword)).toMatchObject({ code: 'ValidationError' })
    const root = plane.iam(await plane.rootKeys())
    expect(await refusal(root.send(new GetLoginProfileCommand({})))).toMatchObject({ code: 'ValidationError' })
    const elsewhere = plane.iam(plane.other.admin)
    expect(await refusal(elsewhere.send(new GetLoginProfileCommand({ UserName: 'bob' })))).toMatchObject({
      code: 'NoSuchEntity',
    })
  })

  test('without a name is the caller’s own', async () => {
    const own = `arn:aws:iam::${plane.accountId}:user/self`
    const iam = plane.iam(await plane.userWith('self', allow('iam:*LoginProfile', own)))
    await iam.send(new CreateLoginProfileCommand({ Password: password }))
    expect((await iam.send(new GetLoginProfileCommand({}))).LoginProfile!.UserName).toBe('self')
    await iam.send(new DeleteLoginProfileCommand({}))
  })
})

describe('a password policy', () => {
  test('is set whole, shown and deleted', async () => {
    await setPolicy({ MinimumPasswordLength: 12, RequireNumbers: true, MaxPasswordAge: 90, PasswordReusePrevention: 3 })
    const get = () => plane.iam().send(new GetAccountPasswordPolicyCommand({}))
    expect((await get()).PasswordPolicy).toEqual({
      MinimumPasswordLength: 12,
      RequireSymbols: false,
      RequireNumbers: true,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: true,
      MaxPasswordAge: 90,
      PasswordReusePrevention: 3,
    })
    await setPolicy({ HardExpiry: true })
    expect((await get()).PasswordPolicy).toEqual({
      MinimumPasswordLength: 6,
      RequireSymbols: false,
      RequireNumbers: false,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: false,
      HardExpiry: true,
    })
    await dropPolicy()
    const none = {
      code: 'NoSuchEntity',
      status: 404,
      message: `The Password Policy with domain name ${plane.accountId} cannot be found.`,
    }
    expect(await refusal(get())).toEqual(none)
    expect(await refusal(dropPolicy())).toEqual(none)
  })

  test('that an account has not set asks for eight characters of three kinds', async () => {
    await newUser('plain')
    expect(await refusal(create('plain', 'Ab1-567'))).toEqual(violation('Password should have a minimum length of 8'))
    expect(await refusal(create('plain', 'abcdefg1'))).toMatchObject({ code: 'PasswordPolicyViolation' })
    await create('plain', 'Abcdefg1')
  })

  test('decides about new passwords, and not about other accounts', async () => {
    await newUser('strict')
    await setPolicy({
      MinimumPasswordLength: 10,
      RequireSymbols: true,
      RequireNumbers: true,
      RequireUppercaseCharacters: true,
      RequireLowercaseCharacters: true,
    })
    const refused: [string, string][] = [
      ['Ab1-56789', 'Password should have a minimum length of 10'],
      ['Abcdefgh12', 'Password should have at least one symbol'],
      ['Abcdefgh-?', 'Password should have at least one number'],
      ['abcdefgh-1', 'Password should have at least one uppercase letter'],
      ['ABCDEFGH-1', 'Password should have at least one lowercase letter'],
    ]
    for (const [wrong, message] of refused) expect(await refusal(create('strict', wrong))).toEqual(violation(message))
    await create('strict', 'Abcdefgh-1')
    expect(await refusal(update('strict', 'short'))).toMatchObject({ code: 'PasswordPolicyViolation' })
    const elsewhere = plane.iam(plane.other.admin)
    await elsewhere.send(new CreateUserCommand({ UserName: 'strict' }))
    await elsewhere.send(new CreateLoginProfileCommand({ UserName: 'strict', Password: 'Abcdefg1' }))
    await dropPolicy()
  })

  test('keeps users from taking one of their latest passwords again', async () => {
    await setPolicy({ PasswordReusePrevention: 2 })
    await newUser('again')
    await create('again', 'first-1')
    await update('again', 'second-2')
    for (const used of ['first-1', 'second-2']) {
      expect(await refusal(update('again', used))).toMatchObject({ code: 'PasswordPolicyViolation' })
    }
    await update('again', 'third-3')
    await update('again', 'first-1')
    await dropPolicy()
  })

  test('may let every user change its own password', async () => {
    const keys = await plane.userWith('free')
    await create('free')
    const change = (OldPassword: string, NewPassword: string) =>
      plane.iam(keys).send(new ChangePasswordCommand({ OldPassword, NewPassword }))
    expect(await refusal(change(password, 'Better-horse-8'))).toMatchObject({ code: 'AccessDenied', status: 403 })
    await setPolicy({ AllowUsersToChangePassword: true })
    await change(password, 'Better-horse-8')
    expect((await plane.iam(keys).send(new GetAccountPasswordPolicyCommand({}))).PasswordPolicy).toBeDefined()
    expect(await refusal(plane.iam(keys).send(new GetLoginProfileCommand({})))).toMatchObject({ code: 'AccessDenied' })
    await dropPolicy()
    expect(await refusal(change('Better-horse-8', password))).toMatchObject({ code: 'AccessDenied' })
  })
})

describe('changing one’s own password', () => {
  test('takes the old one, and is for users only', async () => {
    const iam = plane.iam(await plane.userWith('changer', allow('iam:ChangePassword')))
    const change = (OldPassword: string, NewPassword: string) =>
      iam.send(new ChangePasswordCommand({ OldPassword, NewPassword }))
    expect(await refusal(change('x', password))).toMatchObject({ code: 'NoSuchEntity' })
    await create('changer', password, { PasswordResetRequired: true })
    expect(await refusal(change('wrong', 'Better-horse-8'))).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: 'The old password was incorrect.',
    })
    expect(await refusal(change(password, 'short'))).toMatchObject({ code: 'PasswordPolicyViolation' })
    await change(password, 'Better-horse-8')
    const { LoginProfile } = await plane.iam().send(new GetLoginProfileCommand({ UserName: 'changer' }))
    expect(LoginProfile!.PasswordResetRequired).toBe(false)
    const root = plane.iam(await plane.rootKeys())
    const asRoot = root.send(new ChangePasswordCommand({ OldPassword: 'x', NewPassword: password }))
    expect(await refusal(asRoot)).toMatchObject({ code: 'InvalidUserType', status: 400 })
  })

  test('is throttled when the old one is guessed', async () => {
    const iam = plane.iam(await plane.userWith('guesser', allow('iam:ChangePassword')))
    await create('guesser')
    const change = (OldPassword: string) =>
      iam.send(new ChangePasswordCommand({ OldPassword, NewPassword: 'Better-horse-8' }))
    for (let guess = 0; guess < 5; guess++) {
      expect(await refusal(change(`wrong-${guess}`))).toMatchObject({ code: 'AccessDenied' })
    }
    expect(await refusal(change(password))).toMatchObject({ code: 'Throttling', status: 400 })
    await plane.clock.advance({ minutes: 1 })
    await change(password)
  })
})
