// Default Host Management, switched as an administrator switches it.
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import { ResetServiceSettingCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import type { TestClients } from './test-clients.ts'

export const hostManagementSetting = '/ssm/managed-instance/default-ec2-instance-management-role'
export const hostManagementRole = 'AWSSystemsManagerDefaultEC2InstanceManagementRole'
/** The role as the setting names it. */
export const hostManagementValue = `service-role/${hostManagementRole}`
export const hostManagementPolicy = 'arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy'

/** A trust policy that lets one service assume a role. */
export function trustPolicyFor(service: string): string {
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

/** Makes the role that hosts get; it trusts `service`. */
export async function makeHostManagementRole({ iam }: TestClients, service = 'ssm.amazonaws.com'): Promise<void> {
  await iam.send(
    new CreateRoleCommand({
      RoleName: hostManagementRole,
      Path: '/service-role/',
      AssumeRolePolicyDocument: trustPolicyFor(service),
    }),
  )
  await iam.send(new AttachRolePolicyCommand({ RoleName: hostManagementRole, PolicyArn: hostManagementPolicy }))
}

/** Names the role in the setting, in the clients' region. */
export async function enableHostManagement({ ssm }: TestClients, value = hostManagementValue): Promise<void> {
  await ssm.send(new UpdateServiceSettingCommand({ SettingId: hostManagementSetting, SettingValue: value }))
}

export async function disableHostManagement({ ssm }: TestClients): Promise<void> {
  await ssm.send(new ResetServiceSettingCommand({ SettingId: hostManagementSetting }))
}
