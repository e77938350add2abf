/** How one call by one principal ended. */
export interface Outcome {
  readonly principal: string
  readonly service: string
  readonly operation: string
  readonly status: number
  /** Undefined for success. */
  readonly code: string | undefined
}

const unauthenticated: ReadonlySet<string> = new Set([
  'MissingAuthenticationTokenException 400',
  'MissingAuthenticationTokenException 403',
  'MissingAuthenticationToken 403',
  'ExpiredTokenException 400',
  'ExpiredTokenException 403',
  'ExpiredToken 400',
  'ExpiredToken 403',
  'RequestExpired 400',
])

/** EC2's answer to calls without a signature; other missing parameters have the same code. */
const unsignedEc2 = 'MissingParameter 400'

/** By front end: the one code and status in which a denial is told. */
const denials: Readonly<Record<string, string>> = {
  ssm: 'AccessDeniedException 400',
  iam: 'AccessDenied 403',
  sts: 'AccessDenied 403',
  ec2: 'UnauthorizedOperation 403',
  organizations: 'AccessDeniedException 400',
  ec2messages: 'AccessDeniedException 400',
  ssmmessages: 'AccessDeniedException 403',
  hostler: 'AccessDeniedException 400',
  cloudtrail: 'AccessDeniedException 400',
  s3: 'AccessDenied 403',
  logs: 'AccessDeniedException 400',
}

export function refusedUnauthenticated({ principal, service, code, status }: Outcome): boolean {
  const said = `${code} ${status}`
  if (unauthenticated.has(said)) return true
  // To S3 who signs nothing is somebody too, whom a bucket's policy may let in.
  return principal === 'unsigned' && (said === unsignedEc2 || (service === 's3' && said === denials['s3']))
}

export function refusedUnauthorized({ service, code, status }: Outcome): boolean {
  return `${code} ${status}` === denials[service]
}

/** EC2's way to say that a call would have succeeded. */
const dryRun = 'DryRunOperation'

export type Cell = '+' | '~' | '-' | 'x'

/** `+` done, `~` let in and then refused for another reason, `-` refused by policies, `x` not authenticated. */
export function symbolOf(outcome: Outcome): Cell {
  if (outcome.code === undefined || outcome.code === dryRun) return '+'
  if (refusedUnauthenticated(outcome)) return 'x'
  return refusedUnauthorized(outcome) ? '-' : '~'
}
