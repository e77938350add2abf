import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { trustPolicyFor } from './default-host-management.ts'
import type { TestClients } from './test-clients.ts'

/** An instance profile whose role may do these actions; what `RunInstances` takes. */
export async function makeInstanceProfile({ iam }: TestClients, name: string, ...actions: string[]) {
  const AssumeRolePolicyDocument = trustPolicyFor('ec2.amazonaws.com')
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }))
  if (actions.length > 0) {
    const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }]
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'rights', PolicyDocument }))
  }
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }))
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }))
  return { IamInstanceProfile: { Name: name } }
}
