/** Who this host is: an EC2 instance, by its metadata service, or a hybrid node, by its registration. */
export type Identity = {
  /** As the stock agent writes it into `identity_config.json`. */
  type: IdentityType
  /** `i-…` or `mi-…`. */
  instanceId: string
  region: string
}

export type IdentityType = 'OnPrem' | 'EC2'

/** Where the host runs, as full pings report it. Absent members are not sent. */
export type Zone = { availabilityZone?: string; availabilityZoneId?: string }
