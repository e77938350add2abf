import type { Scope } from '../basics/scope.ts'

/** A service setting that somebody changed; unchanged ones exist only as definitions. */
export interface CustomSetting {
  /** Short id, e.g. `/ssm/managed-instance/default-ec2-instance-management-role`. */
  readonly id: string
  readonly value: string
  readonly modifiedAt: Date
  /** ARN of who changed it. */
  readonly modifiedBy: string
}

export interface SettingReader {
  find(scope: Scope, id: string): Promise<CustomSetting | undefined>
}

export interface SettingWriter extends SettingReader {
  put(scope: Scope, setting: CustomSetting): Promise<void>
  delete(scope: Scope, id: string): Promise<void>
}
