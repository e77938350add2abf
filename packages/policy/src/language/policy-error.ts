export type PolicyErrorCode = 'MalformedPolicyDocument' | 'LimitExceeded'

/** Sentences AWS uses for a document it refuses. Clients match on them, so they are kept to the letter. */
export const policyMessages = {
  syntax: 'Syntax errors in policy.',
  legacy: 'The policy failed legacy parsing',
  version: 'Policy document must be version 2012-10-17 or greater.',
  noActions: 'Policy statement must contain actions.',
  noResources: 'Policy statement must contain resources.',
  noPrincipal: 'Missing required field Principal',
  principalForbidden: 'Policy document should not specify a principal.',
  actionVendor: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  actionColon: 'Actions/Condition can contain only one colon.',
  resourceVendor: 'Resource vendor must be fully qualified and cannot contain regexes.',
  sidUnique: 'Statement IDs (SID) in a single policy must be unique.',
  sidCharacters:
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  trustActions: 'AssumeRole policy may only specify STS AssumeRole actions.',
  organization: 'The provided policy document does not meet the requirements of the specified policy type.',
} as const

/** A policy document that cannot be used or saved. `message` is AWS's text and safe to show. */
export class PolicyError extends Error {
  readonly code: PolicyErrorCode

  constructor(message: string, code: PolicyErrorCode = 'MalformedPolicyDocument') {
    super(message)
    this.name = 'PolicyError'
    this.code = code
  }
}
