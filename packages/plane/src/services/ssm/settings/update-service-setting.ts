import * as ssm from '@hostler/wire/models/ssm'
import { may, mayPass } from '../../../access/ask.ts'
import { defaultHostManagementRole } from '../../../domain/setting/definitions.ts'
import { parseSettingId, settingIdToAsk } from '../../../domain/setting/setting-id.ts'
import { invalidSettingId, serviceSettingNotFound, validationException } from '../errors.ts'
import { operation } from '../ssm-operation.ts'

/** Changing the Default Host Management role hands that role to Systems Manager: PassRole, then role checks. */
export const UpdateServiceSetting = operation(ssm.UpdateServiceSetting, {
  asks({ SettingId, SettingValue }, names) {
    const id = settingIdToAsk(SettingId)
    const update = may('ssm:UpdateServiceSetting', names.serviceSetting(id))
    if (id !== defaultHostManagementRole) return [update]
    return [update, mayPass(names.role(SettingValue), 'ssm.amazonaws.com')]
  },
  faults: {
    'setting.not-found': serviceSettingNotFound,
    'setting.invalid': invalidSettingId,
    'setting-value.invalid': ({ id }) => validationException(`Invalid setting value : ${id}`),
    'role.invalid': ({ id }) =>
      validationException(`Nonexistent role or missing ssm service principal in trust policy: ${id}`),
  },
  async run({ SettingId, SettingValue }, { settings, serviceRoles }, call) {
    const id = parseSettingId(SettingId, call)
    if (id === defaultHostManagementRole) await serviceRoles.get(call, SettingValue, 'ssm.amazonaws.com')
    await settings.update(call, id, SettingValue)
    return {}
  },
})
