// The composition root: builds every part in order and connects them. The only file that sees everything; tests and
// the process edge call the same function and change only values.
import type { RequestListener } from 'node:http'
import { createPolicyGathering } from './access/policy-gathering.ts'
import type { Authorizer } from './access/authorizer.ts'
import { createServiceTrust, policyLanguage } from './access/trust.ts'
import { createChannelTokens } from './channels/control/channel-tokens.ts'
import { createControlChannels } from './channels/control/control-channels.ts'
import type { ControlUpgradeParts } from './channels/control/control-upgrade.ts'
import { upgradeTo } from './channels/upgrade-to.ts'
import type { PlaneConfig } from './config/config.ts'
import { shippedData } from './config/data-folder.ts'
import { loadSecrets } from './config/secrets.ts'
import { createAccessKeyUses } from './domain/access-key/access-key-uses.ts'
import { type Clock, systemClock } from './domain/basics/clock.ts'
import { loadAwsOwnedDocuments } from './domain/document/aws-owned-documents.ts'
import type { Scope } from './domain/basics/scope.ts'
import { createImageCatalogue } from './domain/image/image-catalogue.ts'
import { isGone } from './domain/instance/instance.ts'
import { createInstances, type Instances } from './domain/instance/instances.ts'
import type { MachineFleet } from './domain/instance/machine-fleet.ts'
import { createManagedNodes, type ManagedNodes } from './domain/node/managed-nodes.ts'
import { createPublicParameters } from './domain/parameter/public-parameters.ts'
import { loadAwsManagedPolicies } from './domain/policy/aws-managed-policies.ts'
import { loadServiceNames } from './domain/policy/service-names.ts'
import { createServiceRoles } from './domain/role/service-roles.ts'
import { createSettings } from './domain/setting/settings.ts'
import { createResourceTags } from './domain/tag/resource-tags.ts'
import { ensureHomeAccount, type HomeAccount } from './first-start/administrator.ts'
import { writeCredentials } from './first-start/client-files.ts'
import { admitToControlChannel, admitToDataChannel } from './gateway/admit-channel.ts'
import { createHandler, type HandlerParts } from './gateway/handler.ts'
import { createBucketOfHost } from './gateway/bucket-of-host.ts'
import { createProxies } from './gateway/peer.ts'
import { type CallerLimits, callerLimits, type UpgradeListener } from './gateway/servers.ts'
import { createLateFleet } from './hosts/late-fleet.ts'
import type { MetadataHosts } from './hosts/metadata-hosts.ts'
import { buildIdentity, type Identity } from './identity/build-identity.ts'
import { createOrganizationBindings } from './identity/organization-bindings.ts'
import { createSealing } from './identity/sealing.ts'
import { createLog, type Log } from './observability/log.ts'
import { buildServiceParts } from './service-parts.ts'
import { buildAccess } from './build-access.ts'
import { buildAudit } from './build-audit.ts'
import { buildMetadata } from './build-metadata.ts'
import { buildObjects } from './build-objects.ts'
import { buildRecordCopies } from './build-record-copies.ts'
import { buildRecords } from './build-records.ts'
import { buildSessions } from './build-sessions.ts'
import { buildServices } from './services/index.ts'
import { type NotifyingStorage, notifyChanges } from './storage/notify-changes.ts'
import { openStorage } from './open-storage.ts'

/** What tests replace. */
export interface AppOverrides {
  readonly clock?: Clock
  readonly log?: Log
  /** How long slow callers are borne. */
  readonly callerLimits?: CallerLimits
}

/** A plane that is built and not yet reachable. */
export interface App {
  readonly clock: Clock
  readonly log: Log
  readonly storage: NotifyingStorage
  readonly identity: Identity
  readonly authorizer: Authorizer
  readonly instances: Instances
  readonly nodes: ManagedNodes
  readonly metadata: MetadataHosts
  flushKeyUses(): Promise<void>
  readonly home: HomeAccount
  /** Secret that the metadata service seals its tokens with. */
  readonly metadataTokenSecret: Buffer
  handler(secure: boolean): RequestListener
  upgrade(secure: boolean): UpgradeListener
  attachFleet(fleet: MachineFleet): void
  sweepChannels(): void
  sweepSessions(): Promise<void>
  recheckSessions(): Promise<void>
  purgeSessions(): Promise<void>
  flushDecisions(): Promise<void>
  purgeDecisions(): Promise<void>
  /** Lets go of old events of the audit trail, and logs how many calls came without a valid signature. */
  tendAudit(): Promise<void>
  tendObjects(): Promise<void>
  copyRecords(): Promise<void>
  /** Ends open sessions, telling their clients that the plane is going down. */
  endSessions(): Promise<void>
  endWaiting(): void
  /** Writes what is only in memory and closes the storage. */
  close(): Promise<void>
}

/** The data folder must be there, and be claimed. */
export async function createApp(config: PlaneConfig, overrides: AppOverrides = {}): Promise<App> {
  const clock = overrides.clock ?? systemClock
  const log = overrides.log ?? createLog(config.logLevel)
  const secrets = loadSecrets(config.dataDir)
  const storage = notifyChanges(await openStorage(config))
  const { read } = storage
  const catalogue = loadAwsManagedPolicies(shippedData('managed-policies'))
  const images = createImageCatalogue(shippedData('images.json'))
  const fleet = createLateFleet()
  const instances = createInstances(storage, fleet, { clock, log })
  const hostExists = async (scope: Scope, id: string) =>
    id.startsWith('mi-')
      ? (await read.nodes.findRegistration(scope, id)) !== undefined
      : !isGone(await instances.find(scope, id))
  const accessKeyUses = createAccessKeyUses(storage)
  const identity = buildIdentity({
    storage,
    catalogue,
    keyFor: secrets.keyFor,
    keyUsed: accessKeyUses.note,
    instanceExists: (accountId, region, id) => hostExists({ accountId, region }, id),
    nodeTokenSeconds: config.nodeTokenSeconds,
    clock,
  })
  const proxies = createProxies(config.trustedProxies)
  const channels = createControlChannels(clock)
  const nodes = createManagedNodes(storage, {
    exists: hostExists,
    async stoppedTest() {
      const find = await instances.finder()
      return (scope, id) => !id.startsWith('mi-') && find(scope, id)?.state !== 'running'
    },
    isConnected: channels.isOpen,
  })
  const organizations = createOrganizationBindings(read, storage)
  const trusts = createServiceTrust(organizations)
  const metadata = buildMetadata({
    storage,
    images,
    credentials: identity.hostCredentials,
    trustsEc2: role => trusts(role, 'ec2.amazonaws.com'),
    clock,
    log,
  })
  const tags = createResourceTags(storage)
  const records = buildRecords({
    storage,
    keyFor: secrets.keyFor,
    dataDir: config.dataDir,
    recordsInput: config.recordInput,
    keptDays: config.recordDays,
    clock,
    log,
  })
  const objects = await buildObjects({ storage, config, keyFor: secrets.keyFor, clock, log })
  const audit = buildAudit({ storage, key: records.recordKey, keptDays: config.auditDays, clock, log })
  const policies = createPolicyGathering({ principals: identity.principals, organizations })
  const bounds = { keptDays: config.decisionDays, keptRecords: config.decisionRecords }
  const access = buildAccess({
    storage,
    policies,
    language: policyLanguage,
    bounds,
    messageSealing: createSealing(secrets.keyFor('authorization-messages')),
    log,
  })
  const { authorizer } = access
  const copies = buildRecordCopies({ storage, records, objects, authorizer, clock, log })
  const {
    sessions,
    relays,
    dataTokens,
    upgrade: dataUpgrade,
    recheck,
  } = buildSessions({
    storage,
    channels,
    recorder: config.recordSessions ? records.recorder : undefined,
    events: audit.sessions,
    authorizer,
    standing: identity.standing,
    tags,
    recheck: config.sessionRecheckSeconds > 0,
    clock,
    log,
    admitAgent: (incoming, secure) => admitToDataChannel(incoming, secure, handlerParts),
    addressOf: incoming => proxies.peerOf(incoming, false).address,
  })
  await relays.recover()
  await records.recorder.closeAbandoned()
  const hostGone = async (scope: Scope, id: string, reason: string) => {
    await relays.endOfNode(scope, id, reason)
    channels.close(scope, id)
    await nodes.remove(scope, id)
  }
  instances.onGone(instance => hostGone(instance, instance.id, 'The instance was terminated.'))
  const shutdown = new AbortController()
  const channelTokens = createChannelTokens(clock)
  const handlerParts: HandlerParts = {
    clock,
    log,
    proxies,
    shutdown: shutdown.signal,
    authenticator: identity.authenticator,
    authorizer,
    regions: new Set(config.regions),
    homeRegion: config.region,
    clockSkewSeconds: config.clockSkewSeconds,
    bodyLimitBytes: config.bodyLimitBytes,
    bucketOf: createBucketOfHost([config.serviceDomain, 'amazonaws.com'], ['localhost', ...config.hostNames]),
    requestTimeoutMs: (overrides.callerLimits ?? callerLimits).requestTimeoutMs,
    callOver: audit.calls.callOver,
    services: buildServices(
      buildServiceParts({
        storage,
        catalogue,
        retiredPolicies: new Set(config.deprecatedPolicies),
        serviceNames: loadServiceNames(shippedData('service-names.json')),
        images,
        awsOwnedDocuments: loadAwsOwnedDocuments(shippedData('documents')),
        instances,
        nodes,
        identity,
        accessKeyUses,
        language: policyLanguage,
        serviceRoles: createServiceRoles(read, trusts),
        settings: createSettings(storage, forget =>
          storage.onChange(nouns => void (nouns.has('settings') && forget())),
        ),
        parameters: createPublicParameters(images),
        tags,
        sessions,
        relays,
        hostGone,
        dataTokens,
        publicUrl: config.publicUrl,
        records,
        recordCopies: copies,
        access,
        auditTrail: audit.trail,
        objects,
        channels,
        channelTokens,
        clock,
      }),
    ),
  }
  const controlParts: ControlUpgradeParts = {
    tokens: channelTokens,
    channels,
    clock,
    log,
    admit: (incoming, nodeId, isSecure) => admitToControlChannel(incoming, nodeId, isSecure, handlerParts),
  }
  return {
    clock,
    log,
    storage,
    identity,
    authorizer,
    instances,
    nodes,
    flushKeyUses: accessKeyUses.flush,
    metadata,
    home: await ensureHomeAccount(storage, identity.keySealing, clock.now(), administrator =>
      writeCredentials(config.dataDir, administrator),
    ),
    metadataTokenSecret: secrets.keyFor('metadata-tokens'),
    handler: secure => createHandler(handlerParts, secure),
    upgrade: secure => upgradeTo({ control: controlParts, data: dataUpgrade }, secure),
    attachFleet: fleet.attach,
    sweepChannels: channels.sweep,
    sweepSessions: relays.sweep,
    recheckSessions: recheck,
    async purgeSessions() {
      await sessions.purge(clock.now())
      await records.records.purge(clock.now())
    },
    flushDecisions: access.decisionLog.flush,
    purgeDecisions: () => access.purge(clock.now()),
    tendAudit: audit.tend,
    tendObjects: objects.tend,
    copyRecords: copies.copyDue,
    async endSessions() {
      await relays.closeAll()
      await records.recorder.stop()
    },
    endWaiting() {
      shutdown.abort()
      dataUpgrade.closeAll()
      channels.closeAll()
    },
    async close() {
      await nodes.flushPings()
      await copies.stop()
      await access.decisionLog.flush()
      await accessKeyUses.flush()
      await audit.idle()
      await objects.idle()
      await storage.close()
    },
  }
}
