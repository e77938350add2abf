import type { PolicyDocument } from './document.ts'
import { PolicyError, policyMessages } from './policy-error.ts'

const partitions = new Set([
  '*',
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
])

const iamPaths = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
]

/** Throws PolicyError for the first resource that AWS would not take for an ARN or `*`. */
export function checkResources({ statements }: PolicyDocument): void {
  for (const { resource } of statements) for (const entry of resource?.entries ?? []) checkResource(entry)
}

/** ARNs that AWS's older parser stumbles over: no service, or an S3 ARN one colon short. */
export function isUnreadableArn(entry: string): boolean {
  const [prefix, , service, ...rest] = entry.split(':')
  if (prefix !== 'arn' || service === undefined) return false
  return service === '' || (service === 's3' && rest.length === 2)
}

function checkResource(entry: string): void {
  if (entry === '*') return
  const parts = entry.split(':')
  const [prefix, partition = '', service = '', region = '', , ...rest] = parts
  if (parts.length < 2) throw notAnArn(entry)
  if (!partitions.has(partition)) {
    throw new PolicyError(`Partition "${partition}" is not valid for resource "${completed(parts)}".`)
  }
  if (prefix !== 'arn') throw notAnArn(entry)
  if (service === '' || /[*?]/.test(service)) throw new PolicyError(policyMessages.resourceVendor)
  if (service === 'iam') checkIamResource(entry, region, rest.join(':'))
  if (service === 's3' && isNamedRegion(region)) {
    throw new PolicyError(`Resource ${entry} can not contain region information.`)
  }
}

function checkIamResource(entry: string, region: string, path: string): void {
  if (isNamedRegion(region)) throw new PolicyError(`IAM resource ${entry} cannot contain region information.`)
  if (path === '' || path === '*' || path === 'root' || iamPaths.some(start => path.startsWith(start))) return
  throw new PolicyError(`IAM resource path must either be "*" or start with ${iamPaths.join(', ')}.`)
}

function isNamedRegion(region: string): boolean {
  return region !== '' && region !== '*'
}

function notAnArn(entry: string): PolicyError {
  return new PolicyError(`Resource ${entry} must be in ARN format or "*".`)
}

/** The ARN as AWS prints it in this message: its own first part, and `*` for missing parts. */
function completed([, ...parts]: readonly string[]): string {
  while (parts.length < 5) parts.push('*')
  return ['arn', ...parts].join(':')
}
