// The ports of every noun together. A writer exists only inside `write`, so a signature tells whether a
// transaction is open. This file names stores; it holds no rule and no SQL.
import type { AccessKeyUseReader, AccessKeyUseWriter } from './access-key/access-key-use.ts'
import type { AccessKeyReader, AccessKeyWriter } from './access-key/access-key.ts'
import type { ActivationReader, ActivationWriter } from './activation/activation.ts'
import type { AccountAliasReader, AccountAliasWriter } from './account/account-alias.ts'
import type { AccountReader, AccountWriter } from './account/account.ts'
import type { AuditReader, AuditWriter } from './audit/audit-event.ts'
import type { BucketReader, BucketWriter } from './bucket/bucket.ts'
import type { DecisionReader, DecisionWriter } from './decision/decision.ts'
import type { DocumentReader, DocumentWriter } from './document/document.ts'
import type { GroupReader, GroupWriter } from './group/group.ts'
import type { InstanceProfileReader, InstanceProfileWriter } from './instance-profile/instance-profile.ts'
import type { InstanceReader, InstanceWriter } from './instance/instance.ts'
import type { LastUseReader, LastUseWriter } from './last-use/last-use.ts'
import type { LogEventReader, LogEventWriter } from './log-event/log-event.ts'
import type { LogGroupReader, LogGroupWriter } from './log-group/log-group.ts'
import type { LogStreamReader, LogStreamWriter } from './log-stream/log-stream.ts'
import type { LoginProfileReader, LoginProfileWriter } from './login-profile/login-profile.ts'
import type { PasswordPolicyReader, PasswordPolicyWriter } from './login-profile/password-policy.ts'
import type { MfaDeviceReader, MfaDeviceWriter } from './mfa-device/mfa-device.ts'
import type { NodeReader, NodeWriter } from './node/node.ts'
import type { ObjectReader, ObjectWriter } from './object/object.ts'
import type { PieceReader, PieceWriter } from './object/piece.ts'
import type { UploadReader, UploadWriter } from './object/upload.ts'
import type { OrganizationReader, OrganizationWriter } from './organization/organization.ts'
import type { CustomerPolicyReader, CustomerPolicyWriter } from './policy/customer-policy.ts'
import type { EntityPolicyReader, EntityPolicyWriter } from './policy/entity-policy.ts'
import type { RecordReader, RecordWriter } from './record/session-record.ts'
import type { RoleReader, RoleWriter } from './role/role.ts'
import type { SessionReader, SessionWriter } from './session/session.ts'
import type { SettingReader, SettingWriter } from './setting/setting.ts'
import type { TagReader, TagWriter } from './tag/tag.ts'
import type { UserReader, UserWriter } from './user/user.ts'

export interface Reader {
  readonly accounts: AccountReader
  readonly users: UserReader
  readonly roles: RoleReader
  readonly groups: GroupReader
  readonly policies: EntityPolicyReader
  readonly customerPolicies: CustomerPolicyReader
  readonly accessKeys: AccessKeyReader
  readonly accessKeyUses: AccessKeyUseReader
  readonly accountAliases: AccountAliasReader
  readonly loginProfiles: LoginProfileReader
  readonly mfaDevices: MfaDeviceReader
  readonly passwordPolicies: PasswordPolicyReader
  readonly instanceProfiles: InstanceProfileReader
  readonly settings: SettingReader
  readonly nodes: NodeReader
  readonly activations: ActivationReader
  readonly instances: InstanceReader
  readonly sessions: SessionReader
  readonly records: RecordReader
  readonly organizations: OrganizationReader
  readonly audit: AuditReader
  readonly decisions: DecisionReader
  readonly lastUses: LastUseReader
  readonly documents: DocumentReader
  readonly logGroups: LogGroupReader
  readonly logStreams: LogStreamReader
  readonly logEvents: LogEventReader
  readonly tags: TagReader
  readonly buckets: BucketReader
  readonly objects: ObjectReader
  readonly pieces: PieceReader
  readonly uploads: UploadReader
}

export interface Writer {
  readonly accounts: AccountWriter
  readonly users: UserWriter
  readonly roles: RoleWriter
  readonly groups: GroupWriter
  readonly policies: EntityPolicyWriter
  readonly customerPolicies: CustomerPolicyWriter
  readonly accessKeys: AccessKeyWriter
  readonly accessKeyUses: AccessKeyUseWriter
  readonly accountAliases: AccountAliasWriter
  readonly loginProfiles: LoginProfileWriter
  readonly mfaDevices: MfaDeviceWriter
  readonly passwordPolicies: PasswordPolicyWriter
  readonly instanceProfiles: InstanceProfileWriter
  readonly settings: SettingWriter
  readonly nodes: NodeWriter
  readonly activations: ActivationWriter
  readonly instances: InstanceWriter
  readonly sessions: SessionWriter
  readonly records: RecordWriter
  readonly organizations: OrganizationWriter
  readonly audit: AuditWriter
  readonly decisions: DecisionWriter
  readonly lastUses: LastUseWriter
  readonly documents: DocumentWriter
  readonly logGroups: LogGroupWriter
  readonly logStreams: LogStreamWriter
  readonly logEvents: LogEventWriter
  readonly tags: TagWriter
  readonly buckets: BucketWriter
  readonly objects: ObjectWriter
  readonly pieces: PieceWriter
  readonly uploads: UploadWriter
  /** Runs once the transaction is durable, before `write` resolves; not at all when it fails. */
  afterCommit(action: () => void): void
}

export interface Storage {
  /** Sees only what is committed. */
  readonly read: Reader
  /**
   * One transaction. Resolves when the change is durable (it survives `kill -9` and power loss); rejects, with
   * nothing changed, when `work` throws. `work` awaits nothing but the writer: others wait behind it.
   */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>
  close(): Promise<void>
}
