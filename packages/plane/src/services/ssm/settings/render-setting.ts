import type { ServiceSetting } from '@hostler/wire/models/ssm'
import type { Names } from '../../../access/names.ts'
import type { Setting } from '../../../domain/setting/settings.ts'

/** As GetServiceSetting answers it: short id, full ARN, and whether somebody changed it. */
export function renderSetting({ id, value, modified }: Setting, names: Names): ServiceSetting {
  return {
    SettingId: id,
    SettingValue: value,
    ...(modified && { LastModifiedDate: modified.at }),
    LastModifiedUser: modified?.by ?? 'System',
    ARN: names.serviceSetting(id),
    Status: modified ? 'Customized' : 'Default',
  }
}
