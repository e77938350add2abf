// What the metadata service must be told about one host. The plane implements it over its own records; nothing here
// knows where the facts come from.

/** How a caller reached the metadata service: `'1.0'` without a token, `'2.0'` with one (`ec2:RoleDelivery`). */
export type RoleDelivery = '1.0' | '2.0'

/** Credentials as the metadata service hands them out, or the code and text of why there are none. */
export type ImdsCredentials =
  | {
      code: 'Success'
      lastUpdated: Date
      accessKeyId: string
      secretAccessKey: string
      token: string
      expiration: Date
    }
  | {
      /** Never `'Success'`; `AssumeRoleUnauthorizedAccess` makes agents fall back to the default host role. */
      code: string
      message: string
      lastUpdated: Date
    }

/** The credentials of a successful answer. */
export type IssuedCredentials = Extract<ImdsCredentials, { accessKeyId: string }>

/** True when credentials were issued (and not a code with the reason against it). */
export function isIssued(credentials: ImdsCredentials): credentials is IssuedCredentials {
  return credentials.code === 'Success'
}

/** Who may ask the metadata service, and how. */
export interface MetadataOptions {
  httpTokens: 'required' | 'optional'
  httpEndpoint: 'enabled' | 'disabled'
  /** Recorded for clients that read it back. Hosts are one hop away, so packets are not limited by it. */
  httpPutResponseHopLimit: number
  instanceMetadataTags: 'enabled' | 'disabled'
}

/** One host as its own metadata service describes it. */
export interface ImdsHost {
  instanceId: string
  imageId: string
  instanceType: string
  /** `x86_64` or `arm64`. */
  architecture: string
  region: string
  availabilityZone: string
  availabilityZoneId: string
  accountId: string
  privateIp: string
  /** Private DNS name, e.g. `ip-172-31-0-5.eu-west-1.compute.internal`. */
  hostname: string
  macAddress: string
  pendingTime: Date
  metadataOptions: MetadataOptions
  tags: ReadonlyMap<string, string>
  userData?: Buffer
  instanceProfile?: { arn: string; id: string; roleName: string }
  /** Asked on every request of a host that has an instance profile: see `rotatingCredentials`. */
  profileCredentials(delivery: RoleDelivery): Promise<ImdsCredentials>
  /** Credentials of the instance itself (`assumed-role/aws:ec2-instance/i-…`). */
  identityCredentials(delivery: RoleDelivery): Promise<ImdsCredentials>
}
