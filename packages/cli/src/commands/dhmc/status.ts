import { GetRoleCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam'
import { GetServiceSettingCommand, type ServiceSetting } from '@aws-sdk/client-ssm'
import type { Clients } from '../../aws/clients.ts'
import { green, print, yellow } from '../../output/terminal.ts'
import { noRole, settingId } from './default-role.ts'

/** `hostler dhmc status`: whether Default Host Management is on here, and with which role. */
export async function showStatus(clients: Clients, options: { readonly json?: boolean }): Promise<void> {
  const setting = await findSetting(clients)
  const value = setting.SettingValue ?? noRole
  const isOn = value !== noRole && value !== ''
  const role = isOn ? await findRole(clients, value) : undefined
  if (options.json) return print(JSON.stringify({ enabled: isOn, setting, role }, null, 2))
  if (!isOn) return print(`Default Host Management is ${yellow('off')} in this account and region.`)
  print(`Default Host Management is ${green('on')} in this account and region.`)
  print(`  role      ${value}`)
  print(`  policies  ${role?.policies.join(', ') || (role ? 'none' : 'the role cannot be read')}`)
  print(`  changed   ${setting.LastModifiedDate?.toISOString() ?? '-'} by ${setting.LastModifiedUser ?? '-'}`)
}

export async function findSetting(clients: Clients): Promise<ServiceSetting> {
  const { ServiceSetting } = await (await clients.ssm()).send(new GetServiceSettingCommand({ SettingId: settingId }))
  return ServiceSetting ?? {}
}

/** The role behind the setting; undefined where it is gone or the caller may not read it. */
async function findRole(clients: Clients, value: string): Promise<{ arn: string; policies: string[] } | undefined> {
  const iam = await clients.iam()
  const RoleName = value.slice(value.lastIndexOf('/') + 1)
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
    return { arn: Role?.Arn ?? '', policies: (AttachedPolicies ?? []).map(policy => policy.PolicyName ?? '') }
  } catch {
    return undefined
  }
}
