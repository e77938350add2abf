/** Builds resource names in the caller's account and region: the only place where ARNs are put together for asks. */
export interface Names {
  /** `arn:aws:ssm:REGION:ACCOUNT:*`, for SSM actions without resource level. */
  readonly anySsm: string
  readonly anySsmmessages: string
  readonly anyHostler: string
  /** `i-…` is an EC2 instance, `mi-…` a managed instance of SSM. */
  node(id: string): string
  instance(id: string): string
  image(id: string): string
  ec2(type: string, id: string): string
  serviceSetting(settingId: string): string
  /** By name or ARN, any `:version` left out; AWS's own documents have no account in their name. */
  document(nameOrArn: string): string
  session(id: string): string
  sessionRecord(sessionId: string): string
  decision(id: string): string
  /** Public parameters (`/aws/…`) have no account in their name. */
  parameter(name: string): string
  /** As tags and permissions to tag name it. Other permissions name {@link logStream}. */
  logGroup(name: string): string
  /** Permissions on a group alone name a stream without name. */
  logStream(groupName: string, streamName?: string): string
  role(pathAndName: string): string
  user(pathAndName: string): string
  group(pathAndName: string): string
  /** Of an authenticator program, by path and name or by its ARN. */
  mfaDevice(pathAndNameOrArn: string): string
  /** Of a session that a user makes for somebody else. */
  federatedUser(name: string): string
  instanceProfile(pathAndName: string): string
  policy(pathAndName: string): string
  /** Buckets are named without account and region: there is one of a name. */
  bucket(name: string): string
  object(bucket: string, key: string): string
}

const made = new Map<string, Names>()
const madeMax = 1_000

/** Made once per account and region: every call needs them. */
export function createNames(accountId: string, region: string): Names {
  const key = accountId + region
  let names = made.get(key)
  if (!names) {
    if (made.size >= madeMax) made.clear()
    names = namesIn(accountId, region)
    made.set(key, names)
  }
  return names
}

function namesIn(accountId: string, region: string): Names {
  const iam = (type: string) => (pathAndName: string) =>
    `arn:aws:iam::${accountId}:${type}/${withoutSlash(pathAndName)}`
  const ec2 = (type: string, id: string) => `arn:aws:ec2:${region}:${accountId}:${type}/${id}`
  const logGroup = (name: string) => `arn:aws:logs:${region}:${accountId}:log-group:${name}`
  return {
    anySsm: `arn:aws:ssm:${region}:${accountId}:*`,
    anySsmmessages: `arn:aws:ssmmessages:${region}:${accountId}:*`,
    anyHostler: `arn:aws:hostler:${region}:${accountId}:*`,
    node: id =>
      id.startsWith('mi-') ? `arn:aws:ssm:${region}:${accountId}:managed-instance/${id}` : ec2('instance', id),
    instance: id => ec2('instance', id),
    image: id => `arn:aws:ec2:${region}::image/${id}`,
    ec2,
    serviceSetting: id => `arn:aws:ssm:${region}:${accountId}:servicesetting/${withoutSlash(id)}`,
    document(nameOrArn) {
      if (nameOrArn.startsWith('arn:')) return nameOrArn.replace(/(:document\/[^:]*):.*$/s, '$1')
      const [name = ''] = nameOrArn.split(':')
      return `arn:aws:ssm:${region}:${/^(aws|amazon|amzn)/i.test(name) ? '' : accountId}:document/${name}`
    },
    session: id => `arn:aws:ssm:${region}:${accountId}:session/${id}`,
    sessionRecord: id => `arn:aws:hostler:${region}:${accountId}:session-record/${id}`,
    decision: id => `arn:aws:hostler:${region}:${accountId}:decision/${id}`,
    parameter: name =>
      `arn:aws:ssm:${region}:${name.startsWith('/aws/') ? '' : accountId}:parameter/${withoutSlash(name)}`,
    logGroup,
    logStream: (groupName, streamName = '') => `${logGroup(groupName)}:log-stream:${streamName}`,
    role: iam('role'),
    user: iam('user'),
    group: iam('group'),
    mfaDevice: name => (name.startsWith('arn:') ? name : iam('mfa')(name)),
    federatedUser: name => `arn:aws:sts::${accountId}:federated-user/${name}`,
    instanceProfile: iam('instance-profile'),
    policy: iam('policy'),
    bucket: name => `arn:aws:s3:::${name}`,
    object: (bucket, key) => `arn:aws:s3:::${bucket}/${key}`,
  }
}

function withoutSlash(path: string): string {
  return path.startsWith('/') ? path.slice(1) : path
}
