import * as ssm from '@hostler/wire/models/ssm'
import { may, mayPass } from '../../../access/ask.ts'
import { recordDestinationSetting } from '../../../domain/record/record-destination.ts'
import { recordService } from '../../../domain/record/record-destinations.ts'
import { defaultHostManagementRole } from '../../../domain/setting/definitions.ts'
import { parseSettingId, settingIdToAsk } from '../../../domain/setting/setting-id.ts'
import { invalidSettingId, serviceSettingNotFound, validationException } from '../errors.ts'
import { operation } from '../ssm-operation.ts'

/**
 * Changing the Default Host Management role hands that role to Systems Manager: PassRole, then role checks. The first
 * bucket for records makes a role: whoever names it must be allowed to.
 */
export const UpdateServiceSetting = operation(ssm.UpdateServiceSetting, {
  async asks({ SettingId, SettingValue }, names, { recordDestinations }, { accountId }) {
    const id = settingIdToAsk(SettingId)
    const update = may('ssm:UpdateServiceSetting', names.serviceSetting(id))
    if (id === defaultHostManagementRole) return [update, mayPass(names.role(SettingValue), 'ssm.amazonaws.com')]
    if (id !== recordDestinationSetting) return [update]
    const role = await recordDestinations.roleToMake(accountId, SettingValue)
    const context = { 'iam:awsservicename': recordService }
    return role === undefined ? [update] : [update, may('iam:CreateServiceLinkedRole', names.role(role), { context })]
  },
  faults: {
    'setting.not-found': serviceSettingNotFound,
    'setting.invalid': invalidSettingId,
    'setting-value.invalid': ({ id }) => validationException(`Invalid setting value : ${id}`),
    'role.invalid': ({ id }) =>
      validationException(`Nonexistent role or missing ssm service principal in trust policy: ${id}`),
    'record-destination.invalid': ({ message }) => validationException(message),
    'record-destination.unavailable': ({ message }) => validationException(message),
    'service-linked-role.already-exists': ({ id }) =>
      validationException(`Service role name ${id} has been taken in this account.`),
  },
  async run({ SettingId, SettingValue }, { settings, serviceRoles, recordDestinations }, call) {
    const id = parseSettingId(SettingId, call)
    if (id === defaultHostManagementRole) await serviceRoles.get(call, SettingValue, 'ssm.amazonaws.com')
    if (id === recordDestinationSetting) await recordDestinations.prepare(call, SettingValue)
    await settings.update(call, id, SettingValue)
    return {}
  },
})
