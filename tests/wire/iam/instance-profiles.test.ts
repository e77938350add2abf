import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal, trusting } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const ssm = trusting({ Service: 'ssm.amazonaws.com' })

async function makeRole(RoleName: string, more: { Path?: string; AssumeRolePolicyDocument?: string } = {}) {
  await plane.iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: ssm, ...more }))
}

describe('instance profiles', () => {
  test('hold one role, which must be passed to EC2', async () => {
    const iam = plane.iam()
    const InstanceProfileName = 'Web'
    await makeRole('WebRole', { Path: '/web/' })
    const created = await iam.send(
      new CreateInstanceProfileCommand({ InstanceProfileName, Path: '/p/', Tags: [{ Key: 'k', Value: 'v' }] }),
    )
    expect(created.InstanceProfile).toMatchObject({
      InstanceProfileId: expect.stringMatching(/^AIPA/),
      Arn: `arn:aws:iam::${plane.accountId}:instance-profile/p/Web`,
      Roles: [],
    })
    const profile = `arn:aws:iam::${plane.accountId}:instance-profile/p/Web`
    const role = `arn:aws:iam::${plane.accountId}:role/web/WebRole`
    const toSsm = { Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } } }
    const keys = await plane.userWith(
      'passer',
      allow('iam:AddRoleToInstanceProfile', profile),
      allow('iam:PassRole', role, toSsm),
    )
    const add = new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'WebRole' })
    expect(await refusal(plane.iam(keys).send(add))).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining(`iam:PassRole on resource: ${role}`),
    })
    await iam.send(add)
    expect(await refusal(iam.send(add))).toEqual({
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
    })
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }))
    expect(InstanceProfile!.Roles!.map(({ RoleName }) => RoleName)).toEqual(['WebRole'])
    const forRole = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'WebRole' }))
    expect(forRole.InstanceProfiles!.map(each => each.InstanceProfileName)).toEqual(['Web'])
    const listed = await iam.send(new ListInstanceProfilesCommand({ PathPrefix: '/p/' }))
    expect(listed.InstanceProfiles!.map(each => each.Arn)).toEqual([profile])
    const removal = await refusal(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })))
    expect(removal).toMatchObject({ code: 'DeleteConflict', status: 409 })
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: 'WebRole' }))
    await iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags: [{ Key: 'l', Value: 'w' }] }))
    await iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys: ['k'] }))
    const tags = await iam.send(new ListInstanceProfileTagsCommand({ InstanceProfileName }))
    expect(tags.Tags).toEqual([{ Key: 'l', Value: 'w' }])
    await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }))
    expect(await refusal(iam.send(new GetInstanceProfileCommand({ InstanceProfileName })))).toEqual({
      code: 'NoSuchEntity',
      status: 404,
      message: 'Instance Profile Web cannot be found.',
    })
  })

  test('are refused with the errors of AWS', async () => {
    const iam = plane.iam()
    const InstanceProfileName = 'Taken'
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }))
    expect(await refusal(iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'taken' })))).toEqual({
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Instance Profile taken already exists.',
    })
    const add = new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'Nobody' })
    expect(await refusal(iam.send(add))).toMatchObject({ code: 'NoSuchEntity', status: 404 })
    await makeRole('Outside')
    const remove = new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: 'Outside' })
    expect(await refusal(iam.send(remove))).toMatchObject({ code: 'NoSuchEntity', status: 404 })
  })
})
