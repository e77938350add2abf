import {
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetMFADeviceCommand,
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  ListVirtualMFADevicesCommand,
  paginateListVirtualMFADevices,
  ResyncMFADeviceCommand,
  TagMFADeviceCommand,
  UntagMFADeviceCommand,
} from '@aws-sdk/client-iam'
import { type Authenticator, enableAuthenticator, makeAuthenticator } from '@hostler/testkit/authenticator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const make = (name: string) => makeAuthenticator(plane.iam(), name, plane.clock)
const newUser = (UserName: string) => plane.iam().send(new CreateUserCommand({ UserName }))
const enable = (UserName: string, device: Authenticator) =>
  enableAuthenticator(plane.iam(), UserName, device, plane.clock)
const pair = (device: Authenticator, first: number) => ({
  SerialNumber: device.serialNumber,
  AuthenticationCode1: device.code(first),
  AuthenticationCode2: device.code(first + 1),
})
const invalidCode = {
  code: 'InvalidAuthenticationCode',
  status: 403,
  message: 'Authentication code for device is not valid.',
}
const noDevice = (serialNumber: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `VirtualMFADevice with serial number ${serialNumber} does not exist.`,
})

describe('a device', () => {
  test('is made, enabled, shown, deactivated and deleted', async () => {
    await newUser('ada')
    const device = await make('ada-phone')
    expect(device.serialNumber).toBe(`arn:aws:iam::${plane.accountId}:mfa/ada-phone`)
    expect(device.seed).toMatch(/^[A-Z2-7]{64}$/)
    await enable('ada', device)
    const { MFADevices } = await plane.iam().send(new ListMFADevicesCommand({ UserName: 'ada' }))
    const shown = { UserName: 'ada', SerialNumber: device.serialNumber, EnableDate: expect.any(Date) }
    expect(MFADevices).toEqual([shown])
    const get = new GetMFADeviceCommand({ UserName: 'ada', SerialNumber: device.serialNumber })
    expect(await plane.iam().send(get)).toMatchObject(shown)

    const remove = () => plane.iam().send(new DeleteVirtualMFADeviceCommand({ SerialNumber: device.serialNumber }))
    expect(await refusal(remove())).toEqual({
      code: 'DeleteConflict',
      status: 409,
      message: 'MFA VirtualDevice in use. Must deactivate first.',
    })
    const removeUser = () => plane.iam().send(new DeleteUserCommand({ UserName: 'ada' }))
    expect(await refusal(removeUser())).toEqual({
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must delete MFA device first.',
    })
    const deactivate = () =>
      plane.iam().send(new DeactivateMFADeviceCommand({ UserName: 'ada', SerialNumber: device.serialNumber }))
    await deactivate()
    expect(await refusal(deactivate())).toEqual(noDevice(device.serialNumber))
    await remove()
    expect(await refusal(remove())).toEqual(noDevice(device.serialNumber))
    await removeUser()
  })

  test('is enabled only by two codes in a row, of about now', async () => {
    await newUser('codes')
    const device = await make('codes')
    const attempt = (codes: object) =>
      plane.iam().send(new EnableMFADeviceCommand({ UserName: 'codes', ...pair(device, 0), ...codes }))
    expect(await refusal(attempt({ AuthenticationCode2: device.code() }))).toEqual(invalidCode)
    expect(await refusal(attempt({ AuthenticationCode1: device.code(1) }))).toEqual(invalidCode)
    expect(await refusal(attempt(pair(device, -3)))).toEqual(invalidCode)
    expect(await refusal(attempt(pair(device, 2)))).toEqual(invalidCode)
    await attempt(pair(device, 0))
    expect(await refusal(attempt(pair(device, 0)))).toMatchObject({ code: 'EntityAlreadyExists' })
  })

  test('takes no spent code when it is enabled again', async () => {
    await newUser('again')
    const device = await make('again')
    const enableBy = (codes: object) =>
      plane.iam().send(new EnableMFADeviceCommand({ UserName: 'again', ...pair(device, 0), ...codes }))
    const spent = pair(device, 0)
    await enableBy(spent)
    const SerialNumber = device.serialNumber
    await plane.iam().send(new DeactivateMFADeviceCommand({ UserName: 'again', SerialNumber }))
    expect(await refusal(enableBy(spent))).toEqual(invalidCode)
    await plane.clock.advance({ minutes: 1 })
    expect(await refusal(enableBy(spent))).toEqual(invalidCode)
    await plane.clock.advance({ minutes: 2 })
    await enableBy(pair(device, 0))
  })

  test('serves one user, who has eight at most', async () => {
    await newUser('many')
    const devices: Authenticator[] = []
    for (let index = 0; index < 9; index++) devices.push(await make(`many-${index}`))
    for (const device of devices.slice(0, 8)) {
      await plane.iam().send(new EnableMFADeviceCommand({ UserName: 'many', ...pair(device, -1) }))
    }
    const ninth = plane.iam().send(new EnableMFADeviceCommand({ UserName: 'many', ...pair(devices[8]!, -1) }))
    expect(await refusal(ninth)).toMatchObject({ code: 'LimitExceeded', status: 409 })
    await newUser('thief')
    const taken = plane.iam().send(new EnableMFADeviceCommand({ UserName: 'thief', ...pair(devices[0]!, -1) }))
    expect(await refusal(taken)).toMatchObject({ code: 'EntityAlreadyExists', status: 409 })
    const { MFADevices } = await plane.iam().send(new ListMFADevicesCommand({ UserName: 'many', MaxItems: 5 }))
    expect(MFADevices).toHaveLength(5)
  })

  test('whose clock is off can be brought into step', async () => {
    await newUser('slow')
    const device = await make('slow')
    await enable('slow', device)
    const resync = (first: number) =>
      plane.iam().send(new ResyncMFADeviceCommand({ UserName: 'slow', ...pair(device, first) }))
    expect(await refusal(resync(40))).toEqual(invalidCode)
    expect(await refusal(resync(-3))).toEqual(invalidCode)
    await resync(10)
    expect(await refusal(resync(10))).toEqual(invalidCode)
  })

  test('is refused with the errors of AWS', async () => {
    await newUser('errors')
    await make('twice')
    expect(await refusal(make('twice'))).toEqual({
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'MFADevice entity at the same path and name already exists.',
    })
    expect(await refusal(make('n'.repeat(230)))).toMatchObject({ code: 'InvalidInput', status: 400 })
    await make('+'.repeat(226))
    const SerialNumber = `arn:aws:iam::${plane.accountId}:mfa/none`
    const codes = { AuthenticationCode1: '000000', AuthenticationCode2: '000001' }
    const unknown = plane.iam().send(new EnableMFADeviceCommand({ UserName: 'errors', SerialNumber, ...codes }))
    expect(await refusal(unknown)).toEqual(noDevice(SerialNumber))
    const twice = `arn:aws:iam::${plane.accountId}:mfa/twice`
    const nobody = new EnableMFADeviceCommand({ UserName: 'nobody', SerialNumber: twice, ...codes })
    expect(await refusal(plane.iam().send(nobody))).toMatchObject({ code: 'NoSuchEntity' })
    const get = new GetMFADeviceCommand({ UserName: 'errors', SerialNumber: twice })
    expect(await refusal(plane.iam().send(get))).toEqual(noDevice(twice))
    const elsewhere = plane.iam(plane.other.admin)
    const foreign = elsewhere.send(new DeleteVirtualMFADeviceCommand({ SerialNumber: twice }))
    expect(await refusal(foreign)).toMatchObject({ code: 'NoSuchEntity' })
    expect((await elsewhere.send(new ListVirtualMFADevicesCommand({}))).VirtualMFADevices).toEqual([])
  })

  test('has tags, which policies may ask for', async () => {
    const Tags = [{ Key: 'Owner', Value: 'ops' }]
    const { VirtualMFADevice } = await plane
      .iam()
      .send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'tagged', Path: '/team/', Tags }))
    const SerialNumber = VirtualMFADevice!.SerialNumber!
    expect(Buffer.from(VirtualMFADevice!.QRCodePNG!).subarray(1, 4).toString()).toBe('PNG')
    const list = async () => (await plane.iam().send(new ListMFADeviceTagsCommand({ SerialNumber }))).Tags
    expect(await list()).toEqual(Tags)
    await plane.iam().send(new TagMFADeviceCommand({ SerialNumber, Tags: [{ Key: 'owner', Value: 'dev' }] }))
    expect(await list()).toEqual([{ Key: 'owner', Value: 'dev' }])
    const Condition = { StringEquals: { 'aws:ResourceTag/owner': 'dev' } }
    const keys = await plane.userWith('tagger', allow('iam:DeleteVirtualMFADevice', '*', { Condition }))
    await plane.iam().send(new UntagMFADeviceCommand({ SerialNumber, TagKeys: ['OWNER'] }))
    const remove = () => plane.iam(keys).send(new DeleteVirtualMFADeviceCommand({ SerialNumber }))
    expect(await refusal(remove())).toMatchObject({ code: 'AccessDenied' })
    await plane.iam().send(new TagMFADeviceCommand({ SerialNumber, Tags: [{ Key: 'owner', Value: 'dev' }] }))
    await remove()
    expect(await refusal(list())).toMatchObject({ code: 'NoSuchEntity' })
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    const full = await make('full')
    await plane.iam().send(new TagMFADeviceCommand({ SerialNumber: full.serialNumber, Tags: many }))
    const more = new TagMFADeviceCommand({ SerialNumber: full.serialNumber, Tags })
    expect(await refusal(plane.iam().send(more))).toMatchObject({ code: 'LimitExceeded' })
  })
})

describe('all devices of an account', () => {
  test('are listed by pages and by whether somebody has them, never with a seed', async () => {
    const fresh = await openIdentityPlane()
    try {
      const iam = fresh.iam()
      await iam.send(new CreateUserCommand({ UserName: 'eve' }))
      for (const name of ['a', 'b', 'c']) await makeAuthenticator(iam, name, fresh.clock)
      const mine = await makeAuthenticator(iam, 'd', fresh.clock)
      await enableAuthenticator(iam, 'eve', mine, fresh.clock)
      const serials: string[] = []
      for await (const page of paginateListVirtualMFADevices({ client: iam, pageSize: 1 }, {})) {
        for (const device of page.VirtualMFADevices!) {
          expect(device.Base32StringSeed).toBeUndefined()
          serials.push(device.SerialNumber!.split('/').at(-1)!)
        }
      }
      expect(serials).toEqual(['a', 'b', 'c', 'd'])
      const of = async (AssignmentStatus: 'Assigned' | 'Unassigned') =>
        (await iam.send(new ListVirtualMFADevicesCommand({ AssignmentStatus }))).VirtualMFADevices!
      expect((await of('Unassigned')).map(device => device.User)).toEqual([undefined, undefined, undefined])
      expect(await of('Assigned')).toMatchObject([{ SerialNumber: mine.serialNumber, User: { UserName: 'eve' } }])
    } finally {
      await fresh.close()
    }
  })

  test('may be root’s, which calls itself by the account’s id', async () => {
    const root = plane.iam(await plane.rootKeys())
    const device = await makeAuthenticator(root, 'root-account-mfa-device', plane.clock)
    await enableAuthenticator(root, plane.accountId, device, plane.clock)
    const { MFADevices } = await root.send(new ListMFADevicesCommand({}))
    expect(MFADevices).toMatchObject([{ SerialNumber: device.serialNumber }])
    const { VirtualMFADevices } = await root.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned' }))
    const arns = VirtualMFADevices!.map(({ User }) => User!.Arn)
    expect(arns).toContain(`arn:aws:iam::${plane.accountId}:root`)
    const asAdministrator = new ListMFADevicesCommand({ UserName: plane.accountId })
    expect(await refusal(plane.iam().send(asAdministrator))).toMatchObject({ code: 'NoSuchEntity' })
    await root.send(new DeactivateMFADeviceCommand({ SerialNumber: device.serialNumber }))
  })
})
