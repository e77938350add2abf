// Every service setting that Systems Manager has, with default and allowed values, and one that only Hostler has.
// Facts: the GetServiceSetting and UpdateServiceSetting references; docs/fidelity/service-settings.md.
import { recordDestinationSetting } from '../record/record-destination.ts'

export interface SettingDefinition {
  /** Value before anybody changed it. */
  readonly defaultValue: string
  /** Allowed values; absent means free text (a role name, a log group name). */
  readonly allowed?: readonly string[]
}

/** The setting that turns Default Host Management on: the name, with path, of the role that hosts get. */
export const defaultHostManagementRole = '/ssm/managed-instance/default-ec2-instance-management-role'

/** Value of a setting that names something and names nothing. */
export const noValue = '$None'

const enabledOrNot = ['Enabled', 'Disabled']
const off: SettingDefinition = { defaultValue: 'Disabled', allowed: enabledOrNot }

export const settingDefinitions: ReadonlyMap<string, SettingDefinition> = new Map([
  [defaultHostManagementRole, { defaultValue: noValue }],
  ['/ssm/managed-instance/activation-tier', { defaultValue: 'standard', allowed: ['standard', 'advanced'] }],
  ['/ssm/documents/console/public-sharing-permission', { defaultValue: 'Enable', allowed: ['Enable', 'Disable'] }],
  ['/ssm/automation/customer-script-log-destination', { defaultValue: noValue, allowed: ['CloudWatch'] }],
  ['/ssm/automation/customer-script-log-group-name', { defaultValue: '/aws/ssm/automation/executeScript' }],
  ['/ssm/automation/enable-adaptive-concurrency', { defaultValue: 'False', allowed: ['True', 'False'] }],
  ['/ssm/appmanager/appmanager-enabled', { defaultValue: 'True', allowed: ['True', 'False'] }],
  [
    '/ssm/parameter-store/default-parameter-tier',
    { defaultValue: 'Standard', allowed: ['Standard', 'Advanced', 'Intelligent-Tiering'] },
  ],
  ['/ssm/parameter-store/high-throughput-enabled', { defaultValue: 'false', allowed: ['true', 'false'] }],
  ['/ssm/opsinsights/opscenter', off],
  ['/ssm/opsitem/ssm-patchmanager', off],
  ['/ssm/opsitem/EC2', off],
  ['/ssm/opsdata/ConfigCompliance', off],
  ['/ssm/opsdata/Association', off],
  ['/ssm/opsdata/OpsData-TrustedAdvisor', off],
  ['/ssm/opsdata/ComputeOptimizer', off],
  ['/ssm/opsdata/SupportCenterCase', off],
  ['/ssm/opsdata/ExplorerOnboarded', { defaultValue: 'false', allowed: ['true', 'false'] }],
  [recordDestinationSetting, { defaultValue: noValue }],
])
