import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, NoSuchEntityException } from '@aws-sdk/client-iam'
import { UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import type { Clients } from '../../aws/clients.ts'
import { print } from '../../output/terminal.ts'
import { defaultRole, managedPolicyArn, settingId, trustPolicy } from './default-role.ts'

/**
 * `hostler dhmc enable`: makes the default role where it is missing, as AWS's console does, and names it in the
 * setting. With `--role` an existing role of one's own is used as it is.
 */
export async function enable(clients: Clients, options: { readonly role?: string }): Promise<void> {
  const value = options.role ?? (await ensureDefaultRole(clients))
  const ssm = await clients.ssm()
  await ssm.send(new UpdateServiceSettingCommand({ SettingId: settingId, SettingValue: value }))
  print(`Default Host Management is on, with role ${value}.`)
  print('Hosts that were refused before ask again within 30 minutes, or when their agent is restarted.')
}

async function ensureDefaultRole(clients: Clients): Promise<string> {
  const iam = await clients.iam()
  const { name: RoleName, path: Path } = defaultRole
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
    return `${Role?.Path ?? Path}${RoleName}`.replace(/^\//, '')
  } catch (error) {
    if (!(error instanceof NoSuchEntityException)) throw error
  }
  await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trustPolicy }))
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: managedPolicyArn }))
  print(`Made role ${Path}${RoleName} with AmazonSSMManagedEC2InstanceDefaultPolicy.`)
  return `${Path}${RoleName}`.replace(/^\//, '')
}
