// The tree a host sees below `/latest`: which facts exist for this host, under which names. Directories are records,
// leaves are functions, so that credentials are made only when they are asked for.
// It does not know who may ask; the handler has decided that before.
import type { ImdsCredentials, ImdsHost, RoleDelivery } from './host.ts'
import { isIssued } from './host.ts'
import type { Reply } from './reply.ts'
import { document, text, timestamp } from './reply.ts'

type Leaf = () => Reply | Promise<Reply>
export type MetadataDirectory = ReadonlyMap<string, Leaf | MetadataDirectory>

/** Everything below `/latest` for this host. */
export function metadataTree(host: ImdsHost, delivery: RoleDelivery): MetadataDirectory {
  return directory({
    dynamic: directory({ 'instance-identity': directory({ document: () => identityDocument(host) }) }),
    'meta-data': metaData(host, delivery),
    'user-data': host.userData && userData(host.userData),
  })
}

/** A directory's names, one a line, directories with a slash behind, as EC2's service lists them. */
export function listing(entries: MetadataDirectory): Reply {
  return text([...entries].map(([name, entry]) => (entry instanceof Map ? `${name}/` : name)).join('\n'))
}

function metaData(host: ImdsHost, delivery: RoleDelivery): MetadataDirectory {
  return directory({
    'ami-id': fact(host.imageId),
    'ami-launch-index': fact('0'),
    hostname: fact(host.hostname),
    iam: host.instanceProfile && instanceProfile(host, host.instanceProfile, delivery),
    'identity-credentials': directory({ ec2: identity(host, delivery) }),
    'instance-action': fact('none'),
    'instance-id': fact(host.instanceId),
    'instance-life-cycle': fact('on-demand'),
    'instance-type': fact(host.instanceType),
    'local-hostname': fact(host.hostname),
    'local-ipv4': fact(host.privateIp),
    mac: fact(host.macAddress),
    network: directory({ interfaces: directory({ macs: directory({ [host.macAddress]: networkInterface(host) }) }) }),
    placement: directory({
      'availability-zone': fact(host.availabilityZone),
      'availability-zone-id': fact(host.availabilityZoneId),
      region: fact(host.region),
    }),
    tags: host.metadataOptions.instanceMetadataTags === 'enabled' ? directory({ instance: tags(host) }) : undefined,
  })
}

/** Without a profile there is no `iam` at all: agents take 404, and only 404, for "no profile". */
function instanceProfile(
  host: ImdsHost,
  profile: { arn: string; id: string; roleName: string },
  delivery: RoleDelivery,
) {
  return directory({
    info: async () =>
      document({
        Code: 'Success',
        LastUpdated: timestamp((await host.profileCredentials(delivery)).lastUpdated),
        InstanceProfileArn: profile.arn,
        InstanceProfileId: profile.id,
      }),
    'security-credentials': directory({
      [profile.roleName]: async () => credentials(await host.profileCredentials(delivery)),
    }),
  })
}

function identity(host: ImdsHost, delivery: RoleDelivery): MetadataDirectory {
  return directory({
    info: async () =>
      document({
        Code: 'Success',
        LastUpdated: timestamp((await host.identityCredentials(delivery)).lastUpdated),
        AccountId: host.accountId,
      }),
    'security-credentials': directory({
      'ec2-instance': async () => credentials(await host.identityCredentials(delivery)),
    }),
  })
}

function networkInterface(host: ImdsHost): MetadataDirectory {
  return directory({
    'device-number': fact('0'),
    'local-hostname': fact(host.hostname),
    'local-ipv4s': fact(host.privateIp),
    mac: fact(host.macAddress),
    'owner-id': fact(host.accountId),
  })
}

function tags(host: ImdsHost): MetadataDirectory {
  return new Map([...host.tags].map(([key, value]) => [key, fact(value)]))
}

/** Success must read exactly so; any other code reaches agents as an error code of that name. */
function credentials(given: ImdsCredentials): Reply {
  const head = { Code: given.code, LastUpdated: timestamp(given.lastUpdated) }
  if (!isIssued(given)) return document({ ...head, Message: given.message })
  return document({
    ...head,
    Type: 'AWS-HMAC',
    AccessKeyId: given.accessKeyId,
    SecretAccessKey: given.secretAccessKey,
    Token: given.token,
    Expiration: timestamp(given.expiration),
  })
}

/** There is no `signature`, `pkcs7` or `rsa2048` beside it: only AWS holds the keys clients check those against. */
function identityDocument(host: ImdsHost): Reply {
  return document({
    accountId: host.accountId,
    architecture: host.architecture,
    availabilityZone: host.availabilityZone,
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId: host.imageId,
    instanceId: host.instanceId,
    instanceType: host.instanceType,
    kernelId: null,
    pendingTime: timestamp(host.pendingTime),
    privateIp: host.privateIp,
    ramdiskId: null,
    region: host.region,
    version: '2017-09-30',
  })
}

function userData(bytes: Buffer): Leaf {
  return () => ({ status: 200, body: bytes, contentType: 'application/octet-stream' })
}

function fact(value: string): Leaf {
  return () => text(value)
}

/** A directory in the order of a listing; absent entries leave no name behind. */
function directory(entries: Record<string, Leaf | MetadataDirectory | undefined>): MetadataDirectory {
  return new Map(Object.entries(entries).filter((entry): entry is [string, Leaf | MetadataDirectory] => !!entry[1]))
}
