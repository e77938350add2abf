// Hands each service its parts: the second half of the composition root.
import { loadModel } from '@hostler/wire/model/load-model'
import { createAccessAdvisor } from './access/access-advisor.ts'
import { createPolicySources } from './access/policy-sources.ts'
import type { ControlChannels } from './channels/control/control-channels.ts'
import type { ChannelTokens } from './channels/control/channel-tokens.ts'
import type { AccessKeyUses } from './domain/access-key/access-key-uses.ts'
import { createUserAccessKeys } from './domain/access-key/user-access-keys.ts'
import { createAccountAliases } from './domain/account/account-aliases.ts'
import { summarizeAccount } from './domain/account/account-summary.ts'
import type { AuditTrail } from './domain/audit/audit-trail.ts'
import { createLogEvents } from './domain/log-event/log-events.ts'
import { createLogGroups } from './domain/log-group/log-groups.ts'
import { createLogStreams } from './domain/log-stream/log-streams.ts'
import { createLoginProfiles } from './domain/login-profile/login-profiles.ts'
import { createPasswordPolicies } from './domain/login-profile/password-policies.ts'
import { createMfaDevices } from './domain/mfa-device/mfa-devices.ts'
import { createMfaDeviceTags } from './domain/mfa-device/mfa-device-tags.ts'
import type { Relays } from './channels/relay/relays.ts'
import type { Scope } from './domain/basics/scope.ts'
import { createActivations } from './domain/activation/activations.ts'
import type { Clock } from './domain/basics/clock.ts'
import type { AwsOwnedDocuments } from './domain/document/aws-owned-documents.ts'
import { createDocuments } from './domain/document/documents.ts'
import { createSessionPlans } from './domain/document/session-plans.ts'
import { createGroups } from './domain/group/groups.ts'
import type { ImageCatalogue } from './domain/image/image.ts'
import type { Instances } from './domain/instance/instances.ts'
import { createInstanceProfiles } from './domain/instance-profile/instance-profiles.ts'
import { createHostRegistrations } from './domain/node/host-registrations.ts'
import { createUseReports } from './domain/last-use/use-reports.ts'
import type { ManagedNodes } from './domain/node/managed-nodes.ts'
import { createNodeTokens } from './domain/node/node-tokens.ts'
import { createMemberAccounts } from './domain/organization/member-accounts.ts'
import { createOrganizationPolicies } from './domain/organization/organization-policies.ts'
import { createOrganizationUnits } from './domain/organization/organization-units.ts'
import { createOrganizations } from './domain/organization/organizations.ts'
import type { PublicParameters } from './domain/parameter/public-parameters.ts'
import { createBoundaries } from './domain/policy/boundaries.ts'
import { createCustomerPolicies } from './domain/policy/customer-policies.ts'
import { createEntities } from './domain/policy/entity.ts'
import { createEntityPolicies } from './domain/policy/entity-policies.ts'
import { createEntityTags } from './domain/policy/entity-tags.ts'
import { createManagedPolicies } from './domain/policy/managed-policies.ts'
import type { ManagedPolicyCatalogue } from './domain/policy/managed-policy.ts'
import type { PolicyLanguage } from './domain/policy/policy-language.ts'
import { createRoles } from './domain/role/roles.ts'
import type { ServiceRoles } from './domain/role/service-roles.ts'
import type { Sessions } from './domain/session/sessions.ts'
import type { Settings } from './domain/setting/settings.ts'
import type { ResourceTags } from './domain/tag/resource-tags.ts'
import { createUsers } from './domain/user/users.ts'
import { createHostDirectory } from './hosts/host-directory.ts'
import type { Identity } from './identity/build-identity.ts'
import type { BuiltAccess } from './build-access.ts'
import type { BuiltObjects } from './build-objects.ts'
import type { BuiltRecordCopies } from './build-record-copies.ts'
import type { BuiltRecords } from './build-records.ts'
import { servedOperations, type ServiceParts } from './services/index.ts'
import type { NotifyingStorage } from './storage/notify-changes.ts'

export interface BuiltParts {
  readonly storage: NotifyingStorage
  readonly catalogue: ManagedPolicyCatalogue
  /** Names of managed policies that cannot be attached anew. */
  readonly retiredPolicies: ReadonlySet<string>
  /** Names of services by the prefix of their actions. */
  readonly serviceNames: ReadonlyMap<string, string>
  readonly images: ImageCatalogue
  readonly awsOwnedDocuments: AwsOwnedDocuments
  readonly instances: Instances
  readonly nodes: ManagedNodes
  readonly identity: Identity
  readonly accessKeyUses: AccessKeyUses
  readonly language: PolicyLanguage
  readonly serviceRoles: ServiceRoles
  readonly settings: Settings
  readonly parameters: PublicParameters
  readonly tags: ResourceTags
  readonly channels: ControlChannels
  readonly channelTokens: ChannelTokens
  readonly sessions: Sessions
  readonly relays: Relays
  /** A node's host is gone for good: ends its sessions and its channel, and forgets it. */
  hostGone(scope: Scope, id: string, reason: string): Promise<void>
  readonly dataTokens: ChannelTokens
  readonly records: BuiltRecords
  readonly recordCopies: BuiltRecordCopies
  readonly access: BuiltAccess
  readonly auditTrail: AuditTrail
  readonly objects: BuiltObjects
  /** Where clients reach the plane, if that is another address than the one they call. */
  readonly publicUrl: string | undefined
  readonly clock: Clock
}

export function buildServiceParts(built: BuiltParts): ServiceParts {
  const { storage, identity, language, serviceRoles, settings, tags, images, instances } = built
  const managedPolicies = createManagedPolicies(storage.read, built.catalogue, built.retiredPolicies)
  const registrations = createHostRegistrations(storage)
  const roles = createRoles(storage, { language, managedPolicies })
  const documents = createDocuments(storage, built.awsOwnedDocuments)
  const instanceProfiles = createInstanceProfiles(storage)
  const entityTags = createEntityTags(storage)
  const accessAdvisor = createAccessAdvisor({
    read: storage.read,
    catalogue: built.catalogue,
    managedPolicies,
    lastUses: built.access.lastUses,
    serviceNames: built.serviceNames,
    actionsOf: service => (servedOperations.has(service) ? Object.keys(loadModel(service).operations).toSorted() : []),
  })
  const mfaDevices = createMfaDevices(storage, identity.seedSealing)
  return {
    ssm: {
      settings,
      serviceRoles,
      recordDestinations: built.recordCopies.destinations,
      registrations,
      tags,
      nodes: built.nodes,
      channels: built.channels,
      hostDetails: createHostDirectory(storage.read, images, instances),
      activations: createActivations(storage),
      hostGone: built.hostGone,
      nodeTokens: createNodeTokens({ settings, registrations, serviceRoles }),
      issueNodeToken: identity.hostCredentials.issueNodeToken,
      parameters: built.parameters,
      sessions: built.sessions,
      liveSessions: built.relays,
      documents,
      sessionPlans: createSessionPlans(documents),
      publicUrl: built.publicUrl,
    },
    s3: { ...built.objects, language },
    iam: {
      accounts: storage.read.accounts,
      roles,
      instanceProfiles,
      managedPolicies,
      users: createUsers(storage, { managedPolicies }),
      groups: createGroups(storage),
      accessKeys: createUserAccessKeys(storage, identity.keySealing.seal),
      boundaries: createBoundaries(storage, managedPolicies),
      customerPolicies: createCustomerPolicies(storage, language),
      policies: createEntityPolicies(storage, { language, managedPolicies }),
      entities: createEntities(storage.read),
      tags: entityTags,
      accessAdvisor,
      policySources: createPolicySources({
        read: storage.read,
        catalogue: built.catalogue,
        policies: built.access.policies,
      }),
      serviceLinkedRoles: built.recordCopies.serviceLinkedRoles,
      useReports: createUseReports(),
      accessKeyUses: built.accessKeyUses,
      accountAliases: createAccountAliases(storage),
      summarize: accountId => summarizeAccount(storage.read, accountId),
      loginProfiles: createLoginProfiles(storage),
      passwordPolicies: createPasswordPolicies(storage),
      mfaDevices,
      mfaDeviceTags: createMfaDeviceTags(storage),
    },
    sts: {
      roles,
      language,
      managedPolicies,
      tags: entityTags,
      mfaDevices,
      accounts: storage.read.accounts,
      accessKeys: storage.read.accessKeys,
      authorizationMessages: built.access.messages,
      sessionTokens: identity.sessionTokens,
    },
    organizations: {
      organizations: createOrganizations(storage),
      units: createOrganizationUnits(storage),
      accounts: createMemberAccounts(storage),
      policies: createOrganizationPolicies(storage, language),
      tags,
    },
    ec2: {
      instances,
      images,
      tags,
      instanceProfiles,
      findProfileById: (accountId, id) => storage.read.instanceProfiles.findById(accountId, id),
    },
    ec2messages: { clock: built.clock },
    hostler: { ...built.records, ...built.access, auditTrail: built.auditTrail },
    cloudtrail: { auditTrail: built.auditTrail },
    logs: {
      groups: createLogGroups(storage),
      streams: createLogStreams(storage),
      events: createLogEvents(storage),
      tags,
    },
    ssmmessages: {
      channelTokens: built.channelTokens,
      dataTokens: built.dataTokens,
      liveSessions: built.relays,
    },
  }
}
