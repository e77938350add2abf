// Every port over SQL, the same for both engines. Called with a connection that reads, and again inside each
// transaction with one that writes.
import type { Kysely } from 'kysely'
import type { Reader, Writer } from '../../domain/storage.ts'
import type { Schema } from '../schema.ts'
import { sqlAccessKeyUses } from './sql-access-key-uses.ts'
import { sqlAccessKeys } from './sql-access-keys.ts'
import { sqlAccountAliases } from './sql-account-aliases.ts'
import { sqlActivations } from './sql-activations.ts'
import { sqlAccounts } from './sql-accounts.ts'
import { sqlAudit } from './sql-audit.ts'
import { sqlBuckets } from './sql-buckets.ts'
import { sqlCustomerPolicies } from './sql-customer-policies.ts'
import { sqlDecisions } from './sql-decisions.ts'
import { sqlDocuments } from './sql-documents.ts'
import { sqlEntityPolicies } from './sql-entity-policies.ts'
import { sqlGroups } from './sql-groups.ts'
import { sqlInstanceProfiles } from './sql-instance-profiles.ts'
import { sqlInstances } from './sql-instances.ts'
import { sqlLastUses } from './sql-last-uses.ts'
import { sqlNodes } from './sql-nodes.ts'
import { sqlObjects } from './sql-objects.ts'
import { sqlOrganizations } from './sql-organizations.ts'
import { sqlLogEvents } from './sql-log-events.ts'
import { sqlLogGroups } from './sql-log-groups.ts'
import { sqlLogStreams } from './sql-log-streams.ts'
import { sqlLoginProfiles } from './sql-login-profiles.ts'
import { sqlMfaDevices } from './sql-mfa-devices.ts'
import { sqlPasswordPolicies } from './sql-password-policies.ts'
import { sqlPieces } from './sql-pieces.ts'
import { sqlRecords } from './sql-records.ts'
import { sqlRoles } from './sql-roles.ts'
import { sqlSessions } from './sql-sessions.ts'
import { sqlSettings } from './sql-settings.ts'
import { sqlTags } from './sql-tags.ts'
import { sqlUploads } from './sql-uploads.ts'
import { sqlUsers } from './sql-users.ts'

export type Database = Kysely<Schema>

/** The stores of one connection. As a `Reader` only the reading half is visible. */
export function sqlStores(db: Database): Omit<Writer, 'afterCommit'> & Reader {
  return {
    accounts: sqlAccounts(db),
    users: sqlUsers(db),
    roles: sqlRoles(db),
    groups: sqlGroups(db),
    policies: sqlEntityPolicies(db),
    customerPolicies: sqlCustomerPolicies(db),
    accessKeys: sqlAccessKeys(db),
    accessKeyUses: sqlAccessKeyUses(db),
    accountAliases: sqlAccountAliases(db),
    loginProfiles: sqlLoginProfiles(db),
    mfaDevices: sqlMfaDevices(db),
    passwordPolicies: sqlPasswordPolicies(db),
    instanceProfiles: sqlInstanceProfiles(db),
    settings: sqlSettings(db),
    nodes: sqlNodes(db),
    activations: sqlActivations(db),
    instances: sqlInstances(db),
    sessions: sqlSessions(db),
    records: sqlRecords(db),
    organizations: sqlOrganizations(db),
    audit: sqlAudit(db),
    decisions: sqlDecisions(db),
    lastUses: sqlLastUses(db),
    documents: sqlDocuments(db),
    logGroups: sqlLogGroups(db),
    logStreams: sqlLogStreams(db),
    logEvents: sqlLogEvents(db),
    tags: sqlTags(db),
    buckets: sqlBuckets(db),
    objects: sqlObjects(db),
    pieces: sqlPieces(db),
    uploads: sqlUploads(db),
  }
}
