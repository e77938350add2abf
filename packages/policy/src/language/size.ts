import { isJsonSpace } from './json.ts'
import { PolicyError } from './policy-error.ts'

/**
 * Sizes in characters, AWS's default quotas. White space between JSON elements is not counted (`policySize`).
 * The inline limits hold for the sum of all inline policies of one user, group or role.
 */
export const policySizeLimits = {
  userInline: 2048,
  groupInline: 5120,
  roleInline: 10_240,
  managed: 6144,
  trust: 2048,
  session: 2048,
  scp: 5120,
  rcp: 5120,
} as const

export type PolicyHolder = keyof typeof policySizeLimits

/** The longest text any API accepts as a policy, white space included. */
export const policyTextLimit = 131_072

/** Characters of a document without the white space between its JSON elements; inside strings white space counts. */
export function policySize(text: string): number {
  let size = 0
  let insideString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (!insideString && isJsonSpace(code)) continue
    size++
    if (code === 34) insideString = !insideString
    else if (code === 92 && insideString && ++at < text.length) size++
  }
  return size
}

/**
 * Throws PolicyError `LimitExceeded` when `sizeCharacters` (for inline policies: the sum) is above the holder's limit.
 * `name` is the user, group or role whose inline policies are counted.
 */
export function checkPolicySize(holder: PolicyHolder, sizeCharacters: number, name = ''): void {
  const limit = policySizeLimits[holder]
  if (sizeCharacters > limit) throw new PolicyError(sizeMessage(holder, limit, name), 'LimitExceeded')
}

function sizeMessage(holder: PolicyHolder, limit: number, name: string): string {
  switch (holder) {
    case 'userInline':
    case 'groupInline':
    case 'roleInline':
      return `Maximum policy size of ${limit} bytes exceeded for ${holder.slice(0, -'Inline'.length)} ${name}`
    case 'trust':
      return `Cannot exceed quota for ACLSizePerRole: ${limit}`
    default:
      return `Cannot exceed quota for PolicySize: ${limit}`
  }
}
