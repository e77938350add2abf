import {
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand as ListLogTagsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DescribeIamInstanceProfileAssociationsCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import {
  GetGroupCommand,
  GetRoleCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  ListInstanceProfilesCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
} from '@aws-sdk/client-iam'
import {
  DescribeInstanceInformationCommand,
  GetServiceSettingCommand,
  ListDocumentsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ssm'
import { hostManagementSetting } from '@hostler/testkit/default-host-management'
import { watchedGroupArn } from './logs-inputs.ts'
import type { World } from './world.ts'

/** What the administrator of the home account sees of everything that inputs name, as text to compare. */
export async function snapshotOf({ plane, node }: World): Promise<string> {
  const { iam, ssm, ec2, logs } = plane.admin
  const worker = { UserName: 'worker' }
  const crew = { RoleName: 'crew' }
  const team = { GroupName: 'team' }
  const own = { PolicyArn: `arn:aws:iam::${plane.accountId}:policy/own` }
  const seen = await Promise.all([
    iam.send(new ListUsersCommand({})),
    iam.send(new ListAccessKeysCommand(worker)),
    iam.send(new ListUserPoliciesCommand(worker)),
    iam.send(new ListUserTagsCommand(worker)),
    iam.send(new ListAttachedUserPoliciesCommand(worker)),
    iam.send(new ListRolesCommand({})),
    iam.send(new ListRolePoliciesCommand(crew)),
    iam.send(new ListAttachedRolePoliciesCommand(crew)),
    iam.send(new GetUserCommand(worker)),
    iam.send(new GetRoleCommand(crew)),
    iam.send(new ListGroupsCommand({})),
    iam.send(new GetGroupCommand(team)),
    iam.send(new ListGroupPoliciesCommand(team)),
    iam.send(new ListAttachedGroupPoliciesCommand(team)),
    iam.send(new ListPoliciesCommand({ Scope: 'Local' })),
    iam.send(new ListPolicyVersionsCommand(own)),
    iam.send(new ListInstanceProfilesCommand({})),
    ec2.send(new DescribeInstancesCommand({})),
    ec2.send(new DescribeIamInstanceProfileAssociationsCommand({})),
    logs.send(new DescribeLogGroupsCommand({})),
    logs.send(new ListLogTagsCommand({ resourceArn: watchedGroupArn(plane.accountId) })),
    ssm.send(new GetServiceSettingCommand({ SettingId: hostManagementSetting })),
    ssm.send(new ListDocumentsCommand({})),
    ssm.send(new DescribeInstanceInformationCommand({})),
    ssm.send(new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: node.instanceId })),
  ])
  return seen.map(output => JSON.stringify({ ...output, $metadata: undefined })).join('\n')
}
