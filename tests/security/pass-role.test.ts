// No spelling of a profile, a role or a setting hands a role to a service without iam:PassRole.
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2'
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import { GetParameterCommand, GetServiceSettingCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import { hostManagementSetting, trustPolicyFor } from '@hostler/testkit/default-host-management'
import { startTestPlane, testRegion, type TestPlane } from '@hostler/testkit/test-plane'
import { expect, test, vi } from 'vitest'

/** May do everything with EC2 and Systems Manager, and pass no role. */
function operator(plane: TestPlane) {
  const statement = { Effect: 'Allow', Action: ['ec2:*', 'ssm:*'], Resource: '*' }
  return plane.user('operator', { Version: '2012-10-17', Statement: [statement] })
}

async function makeRole({ admin: { iam } }: TestPlane, service: string): Promise<void> {
  const AssumeRolePolicyDocument = trustPolicyFor(service)
  await iam.send(new CreateRoleCommand({ RoleName: 'Power', Path: '/team/', AssumeRolePolicyDocument }))
}

test('an instance gets no profile, however it is named', async () => {
  await using plane = await startTestPlane()
  await makeRole(plane, 'ec2.amazonaws.com')
  await plane.admin.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'Power' }))
  const member = { InstanceProfileName: 'Power', RoleName: 'Power' }
  await plane.admin.iam.send(new AddRoleToInstanceProfileCommand(member))
  const { ec2, ssm } = await operator(plane)
  const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }))
  const arn = (name: string) => `arn:aws:iam::${plane.accountId}:instance-profile/${name}`
  const spellings = [
    { Name: 'Power' },
    { Name: 'power' },
    { Name: 'Power ' },
    { Arn: arn('Power') },
    { Arn: arn('power') },
    { Arn: arn('Power'), Name: 'other' },
    { Arn: 'Power', Name: 'Power' },
  ]
  for (const IamInstanceProfile of spellings) {
    const run = { ImageId: Parameter!.Value, MinCount: 1, MaxCount: 1, IamInstanceProfile }
    await expect(ec2.send(new RunInstancesCommand(run))).rejects.toThrow()
  }
  expect((await plane.admin.ec2.send(new DescribeInstancesCommand({}))).Reservations).toEqual([])
})

test('a profile without a role is refused, and so is one that gets a role in between: nobody was asked about it', async () => {
  await using plane = await startTestPlane()
  const { iam } = plane.admin
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'Empty' }))
  await makeRole(plane, 'ec2.amazonaws.com')
  const { ec2, ssm } = await operator(plane)
  const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
  const ImageId = (await ssm.send(new GetParameterCommand({ Name }))).Parameter!.Value
  const input = { ImageId, MinCount: 1, MaxCount: 1, IamInstanceProfile: { Name: 'Empty' } }
  const refused = 'IAM Instance Profile "Empty" has no associated IAM Roles'
  await expect(ec2.send(new RunInstancesCommand(input))).rejects.toThrow(refused)
  const asked = vi.spyOn(plane.running.app.authorizer, 'authorize').mockImplementationOnce(async () => {
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'Empty', RoleName: 'Power' }))
    return undefined
  })
  await expect(ec2.send(new RunInstancesCommand(input))).rejects.toThrow(refused)
  expect(asked).toHaveBeenCalled()
})

test('Default Host Management gets no role, however setting and role are spelled', async () => {
  await using plane = await startTestPlane()
  await makeRole(plane, 'ssm.amazonaws.com')
  const { ssm } = await operator(plane)
  const id = hostManagementSetting
  const arn = `arn:aws:ssm:${testRegion}:${plane.accountId}:servicesetting${id}`
  const settings = [id, arn, arn.replace('aws', 'aws-cn'), `${id}/`, `/${id}`, `/.${id}`, id.toUpperCase(), `${id}\n`]
  for (const SettingId of settings) {
    for (const SettingValue of ['team/Power', '/team/Power', 'team//Power', 'Team/power', '$None']) {
      await expect(ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue }))).rejects.toThrow()
    }
  }
  const { ServiceSetting } = await ssm.send(new GetServiceSettingCommand({ SettingId: id }))
  expect(ServiceSetting).toMatchObject({ SettingValue: '$None', Status: 'Default' })
})
