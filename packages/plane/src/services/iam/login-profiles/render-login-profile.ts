import type { LoginProfile } from '@hostler/wire/models/iam'
import type { LoginProfile as DomainLoginProfile } from '../../../domain/login-profile/login-profile.ts'

/** A profile without anything of its password. */
export function renderLoginProfile(userName: string, profile: DomainLoginProfile): LoginProfile {
  return { UserName: userName, CreateDate: profile.createdAt, PasswordResetRequired: profile.resetRequired }
}
