import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { parseSettingId, settingIdToAsk } from '../../../domain/setting/setting-id.ts'
import { invalidSettingId, serviceSettingNotFound } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { renderSetting } from './render-setting.ts'

export const ResetServiceSetting = operation(ssm.ResetServiceSetting, {
  asks: (input, names) => [may('ssm:ResetServiceSetting', names.serviceSetting(settingIdToAsk(input.SettingId)))],
  faults: { 'setting.not-found': serviceSettingNotFound, 'setting.invalid': invalidSettingId },
  async run(input, { settings }, call) {
    const setting = await settings.reset(call, parseSettingId(input.SettingId, call))
    return { ServiceSetting: renderSetting(setting, call.names) }
  },
})
