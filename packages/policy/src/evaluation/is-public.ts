// Whether a resource's policy lets anybody in, as S3's Block Public Access takes it: an Allow for everyone is public
// unless a condition holds it to fixed values of a key that only known callers have. Source: Amazon S3 user guide,
// "The meaning of public".
import { readDocument } from '../language/document.ts'
import type { ConditionEntry, Statement } from '../language/statement.ts'

/** @param text a valid resource policy */
export function isPublicPolicy(text: string): boolean {
  return readDocument(text).statements.some(isPublic)
}

function isPublic({ effect, principal, conditions }: Statement): boolean {
  if (effect !== 'Allow' || principal === undefined) return false
  const everyone = principal.negated || principal.entries.some(({ type, value }) => type === 'AWS' && value === '*')
  return everyone && !conditions.some(isNarrow)
}

/** Keys that tell who calls or from where, in lower case. */
const narrowingKeys: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
])

const narrowingOperators = /^(?:ForAnyValue:)?(?:StringEquals(?:IgnoreCase)?|StringLike|ArnEquals|ArnLike|IpAddress)$/i

function isNarrow({ operator, key, values }: ConditionEntry): boolean {
  const name = key.toLowerCase()
  if (!narrowingKeys.has(name) || !narrowingOperators.test(operator) || values.length === 0) return false
  return values.every(name === 'aws:sourceip' ? isNarrowNetwork : isFixed)
}

/** Neither a wildcard nor a variable, which the caller may bring; in an ARN the account counts. */
function isFixed(value: string): boolean {
  const account = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.test(value)
  return !value.includes('${') && (account || !/[*?]/.test(value))
}

/** S3 takes networks wider than /8, in IPv6 wider than /32, for everybody. */
function isNarrowNetwork(value: string): boolean {
  const [address = '', bits] = value.split('/')
  const isIpv6 = address.includes(':')
  return bits === undefined || Number(bits) >= (isIpv6 ? 32 : 8)
}
