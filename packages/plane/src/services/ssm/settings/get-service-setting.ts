import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { parseSettingId, settingIdToAsk } from '../../../domain/setting/setting-id.ts'
import { invalidSettingId, serviceSettingNotFound } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { renderSetting } from './render-setting.ts'

export const GetServiceSetting = operation(ssm.GetServiceSetting, {
  asks: (input, names) => [may('ssm:GetServiceSetting', names.serviceSetting(settingIdToAsk(input.SettingId)))],
  faults: { 'setting.not-found': serviceSettingNotFound, 'setting.invalid': invalidSettingId },
  async run(input, { settings }, call) {
    const setting = await settings.get(call, parseSettingId(input.SettingId, call))
    return { ServiceSetting: renderSetting(setting, call.names) }
  },
})
