import { ResetServiceSettingCommand } from '@aws-sdk/client-ssm'
import type { Clients } from '../../aws/clients.ts'
import { print } from '../../output/terminal.ts'
import { settingId } from './default-role.ts'

/** `hostler dhmc disable`: resets the setting. The role stays. */
export async function disable(clients: Clients): Promise<void> {
  await (await clients.ssm()).send(new ResetServiceSettingCommand({ SettingId: settingId }))
  print('Default Host Management is off. Hosts without an instance profile stay managed until their credentials')
  print('expire, within the hour.')
}
