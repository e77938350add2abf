// The tables as TypeScript sees them. Times are epoch milliseconds; booleans are 0 or 1: both engines hold
// them alike. JSON columns are text.

import type { DocumentType } from '../domain/document/document.ts'

export interface Schema {
  account: { id: string; name: string; created_at: number; status: string }
  organization: { id: string; management_account_id: string; record: string }
  iam_user: {
    account_id: string
    id: string
    name: string
    lower_name: string
    path: string
    boundary_arn: string | null
    created_at: number
  }
  iam_role: {
    account_id: string
    id: string
    name: string
    lower_name: string
    path: string
    description: string
    trust_policy: string
    max_session_seconds: number
    boundary_arn: string | null
    created_at: number
  }
  iam_group: {
    account_id: string
    id: string
    name: string
    lower_name: string
    path: string
    created_at: number
  }
  iam_group_member: { account_id: string; group_id: string; user_id: string }
  iam_policy: {
    account_id: string
    id: string
    name: string
    lower_name: string
    path: string
    description: string
    default_version: number
    versions_made: number
    created_at: number
    updated_at: number
  }
  iam_policy_version: {
    account_id: string
    policy_id: string
    version: number
    document: string
    created_at: number
  }
  inline_policy: { account_id: string; entity_id: string; name: string; document: string }
  attached_policy: { account_id: string; entity_id: string; policy_arn: string; attached_at: number }
  access_key: {
    id: string
    account_id: string
    user_id: string
    sealed_secret: string
    status: string
    created_at: number
  }
  access_key_use: { access_key_id: string; account_id: string; used_at: number; service: string; region: string }
  login_profile: { account_id: string; user_id: string; record: string }
  password_policy: { account_id: string; record: string }
  account_alias: { account_id: string; alias: string }
  mfa_device: { account_id: string; serial_number: string; user_id: string | null; record: string }
  instance_profile: {
    account_id: string
    id: string
    name: string
    lower_name: string
    path: string
    role_id: string | null
    created_at: number
  }
  service_setting: {
    account_id: string
    region: string
    id: string
    value: string
    modified_at: number
    modified_by: string
  }
  tag: { account_id: string; region: string; type: string; resource_id: string; key: string; value: string }
  node: {
    account_id: string
    region: string
    id: string
    facts: string
    role_name: string | null
    registered_at: number
    last_ping_at: number
    hybrid: string | null
  }
  host_registration: {
    account_id: string
    region: string
    id: string
    public_key: string
    public_key_type: string
    fingerprint: string
    registered_at: number
    hybrid: string | null
  }
  activation: { account_id: string; region: string; id: string; record: string }
  session: {
    account_id: string
    region: string
    id: string
    node_id: string
    owner: string
    status: string
    is_open: number
    is_host_done: number
    started_at: number
    ended_at: number | null
    record: string
  }
  session_record: {
    account_id: string
    region: string
    id: string
    node_id: string
    owner: string
    started_at: number
    ended_at: number | null
    copy_due_at: number | null
    is_elsewhere: number
    record: string
  }
  session_record_read: {
    account_id: string
    region: string
    record_id: string
    read_at: number
    request_id: string
    read: string
  }
  access_decision: {
    id: string
    account_id: string
    kind: string
    caller_arn: string
    identity_arn: string
    action: string
    is_allowed: number
    record: string
  }
  audit_event: {
    account_id: string
    sequence: number
    id: string
    region: string
    at: number
    name: string
    source: string
    is_read: number
    user_name: string | null
    access_key_id: string | null
    previous: string
    hash: string
    key_id: string | null
    signature: string | null
    record: string
  }
  audit_resource: { account_id: string; sequence: number; type: string; name: string }
  audit_cut: { account_id: string; sequence: number; hash: string; line: string }
  last_use: { account_id: string; entity_id: string; action: string; at: number; region: string }
  document: {
    account_id: string
    region: string
    name: string
    type: DocumentType
    created_at: number
    default_version: number
    latest_version: number
    versions_made: number
  }
  document_version: {
    account_id: string
    region: string
    name: string
    version: number
    version_name: string | null
    content: string
    record: string
  }
  log_group: {
    id: number
    account_id: string
    region: string
    name: string
    created_at: number
    retention_days: number | null
  }
  log_stream: {
    id: number
    group_id: number
    name: string
    created_at: number
    first_event_at: number | null
    last_event_at: number
    last_ingested_at: number | null
    events_put: number
    stored_bytes: number
  }
  log_event: {
    group_id: number
    stream_id: number
    at: number
    sequence: number
    ingested_at: number
    size_bytes: number
    message: Uint8Array
  }
  log_removal: { of: 'group' | 'stream'; id: number }
  instance: { account_id: string; region: string; id: string; state: string; record: string }
  bucket: {
    name: string
    account_id: string
    region: string
    created_at: number
    has_lifecycle: number
    record: string
  }
  object_version: {
    bucket: string
    key: string
    newest_first: number
    version_id: string
    is_current: number
    modified_at: number
    noncurrent_since: number | null
    size_bytes: number
    body: string | null
    record: string
  }
  object_piece: {
    body: string
    number: number
    bytes_id: string
    size_bytes: number
    record: string
  }
  upload: { id: string; bucket: string; key: string; record: string }
}
