// What the metadata service says of each running instance: facts from the records, kept fresh as they change, and
// credentials issued on demand.
import { type ImdsCredentials, type ImdsHost, type RoleDelivery, rotatingCredentials } from '@hostler/machines/index'
import type { Clock } from '../domain/basics/clock.ts'
import type { ImageCatalogue } from '../domain/image/image.ts'
import { privateDnsName } from '../domain/instance/addresses.ts'
import type { Instance } from '../domain/instance/instance.ts'
import { instanceProfileArn } from '../domain/instance-profile/instance-profile.ts'
import type { Role } from '../domain/role/role.ts'
import type { Reader } from '../domain/storage.ts'
import type { HostOrigin } from '../identity/caller.ts'
import type { HostCredentials } from '../identity/host-credentials.ts'
import type { TemporaryCredentials } from '../identity/session-tokens.ts'

export interface MetadataHosts {
  /** Starts answering for an instance, or brings what is said of it up to date. */
  put(instance: Instance): Promise<void>
  remove(instanceId: string): void
  findByAddress(ip: string): ImdsHost | undefined
  findById(instanceId: string): ImdsHost | undefined
  /** Reads all facts anew: something they are made of has changed. One at a time, or an older look may come last. */
  refresh(): Promise<void>
}

export interface MetadataHostParts {
  readonly read: Reader
  readonly images: ImageCatalogue
  readonly credentials: HostCredentials
  /** Whether the role's trust policy lets EC2 hand it to an instance. */
  trustsEc2(role: Role): Promise<boolean>
  readonly clock: Clock
}

interface HeldHost {
  readonly host: ImdsHost
  readonly roleId: string | undefined
}

export function createMetadataHosts(parts: MetadataHostParts): MetadataHosts {
  const byId = new Map<string, HeldHost>()
  const byAddress = new Map<string, string>()

  async function describe(instance: Instance, before: HeldHost | undefined): Promise<HeldHost> {
    const profile = await findProfile(instance, parts.read)
    const tags = await parts.read.tags.list({ ...instance, type: 'instance' })
    const roleId = profile?.role?.id
    return {
      roleId,
      host: {
        ...factsOf(instance, parts.images),
        tags,
        ...(profile?.role && {
          instanceProfile: { arn: profile.arn, id: profile.id, roleName: profile.role.name },
        }),
        profileCredentials:
          before && before.roleId === roleId ? before.host.profileCredentials : profileIssuer(instance, roleId, parts),
        identityCredentials: before?.host.identityCredentials ?? identityIssuer(instance, parts),
      },
    }
  }

  async function put(instance: Instance): Promise<void> {
    const held = await describe(instance, byId.get(instance.id))
    byId.set(instance.id, held)
    byAddress.set(instance.privateIp, instance.id)
  }

  function remove(instanceId: string): void {
    const held = byId.get(instanceId)
    byId.delete(instanceId)
    if (held && byAddress.get(held.host.privateIp) === instanceId) byAddress.delete(held.host.privateIp)
  }

  const findById = (id: string) => byId.get(id)?.host

  return {
    put,
    remove,
    findById,
    findByAddress(ip) {
      const id = byAddress.get(ip)
      return id === undefined ? undefined : findById(id)
    },
    async refresh() {
      for (const before of byId.values()) {
        const { accountId, region, instanceId } = before.host
        const instance = await parts.read.instances.find({ accountId, region }, instanceId)
        const held = instance && (await describe(instance, before))
        // A host that was stopped meanwhile stays away: its address may be another one's by now.
        if (held && byId.get(instanceId) === before) byId.set(instanceId, held)
      }
    },
  }
}

async function findProfile({ accountId, profileAssociation }: Instance, read: Reader) {
  if (!profileAssociation) return undefined
  const profile = await read.instanceProfiles.findById(accountId, profileAssociation.profileId)
  if (!profile) return undefined
  const role = profile.roleId === undefined ? undefined : await read.roles.findById(accountId, profile.roleId)
  return { arn: instanceProfileArn(profile), id: profile.id, role }
}

function factsOf(instance: Instance, images: ImageCatalogue) {
  const { region, privateIp } = instance
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceType: instance.instanceType,
    architecture: images.find(region, instance.imageId)?.architecture ?? 'x86_64',
    region,
    availabilityZone: instance.availabilityZone,
    availabilityZoneId: zoneId(instance.availabilityZone),
    accountId: instance.accountId,
    privateIp,
    hostname: privateDnsName(instance),
    macAddress: instance.macAddress,
    pendingTime: instance.launchedAt,
    metadataOptions: instance.metadataOptions,
    ...(instance.userData !== undefined && { userData: Buffer.from(instance.userData, 'base64') }),
  }
}

/** `eu-west-1a` is `euw1-az1`: region letters, number, and the zone's place in the alphabet. */
function zoneId(zone: string): string {
  const [, area = '', direction = '', number = '', letter = 'a'] = /^([a-z]+)-([a-z-]+)-(\d)([a-z])$/.exec(zone) ?? []
  const short = direction.replace(/(north|south)?(east|west)?(central)?/, (_, ns = '', ew = '', c = '') =>
    [ns, ew, c].map((word: string) => word.slice(0, 1)).join(''),
  )
  return `${area}${short}${number}-az${letter.charCodeAt(0) - 96}`
}

function originOf(instance: Instance, roleDelivery: RoleDelivery): HostOrigin {
  const { id, region, accountId, privateIp } = instance
  return { id, region, arn: `arn:aws:ec2:${region}:${accountId}:instance/${id}`, roleDelivery, privateIp }
}

function identityIssuer(instance: Instance, { credentials, clock }: MetadataHostParts) {
  return rotatingCredentials(async delivery => {
    const now = clock.now()
    return toImds(credentials.issueIdentity(instance.accountId, originOf(instance, delivery), now), now)
  }, clock)
}

/** The role is read at every issue: its trust may have changed since. */
function profileIssuer(instance: Instance, roleId: string | undefined, parts: MetadataHostParts) {
  return rotatingCredentials(async (delivery): Promise<ImdsCredentials> => {
    const now = parts.clock.now()
    const role = roleId === undefined ? undefined : await parts.read.roles.findById(instance.accountId, roleId)
    if (!role || !(await parts.trustsEc2(role))) return unauthorized(now)
    return toImds(parts.credentials.issueProfile(role, originOf(instance, delivery), now), now)
  }, parts.clock)
}

/** EC2's words; agents take this code as leave to fall back to Default Host Management. */
function unauthorized(now: Date): ImdsCredentials {
  return {
    code: 'AssumeRoleUnauthorizedAccess',
    message:
      'EC2 cannot assume the role. Please see documentation at https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.',
    lastUpdated: now,
  }
}

function toImds(issued: TemporaryCredentials, now: Date): ImdsCredentials {
  return {
    code: 'Success',
    lastUpdated: now,
    accessKeyId: issued.accessKeyId,
    secretAccessKey: issued.secretAccessKey,
    token: issued.sessionToken,
    expiration: issued.expiresAt,
  }
}
