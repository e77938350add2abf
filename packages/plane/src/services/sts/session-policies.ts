// What narrows a session and must fit into its token: session policies and tags.
import type { AssumeRoleRequest } from '@hostler/wire/models/sts'
import type { RoleSession } from '../../identity/caller.ts'
import { packedPolicyTooLarge, validationError } from './errors.ts'
import type { StsParts } from './sts-operation.ts'

type Given = Pick<AssumeRoleRequest, 'Policy' | 'PolicyArns' | 'Tags'>

const inlineMaxCharacters = 2048
const policyArnsMax = 10

/**
 * AWS packs policies and tags into an unpublished binary form with a limit of its own. Here they are counted as
 * they are, against a limit that holds a full inline policy, ten ARNs and some tags, and keeps the token small enough
 * for a request header.
 */
const packedMaxBytes = 4096

/** Session policies as the session keeps them. Throws `policy.invalid`, PackedPolicyTooLarge, ValidationError. */
export async function sessionPolicies(
  given: Given,
  accountId: string,
  { language, managedPolicies }: Pick<StsParts, 'language' | 'managedPolicies'>,
): Promise<Pick<RoleSession, 'policy' | 'policyArns'>> {
  const { Policy: policy, PolicyArns = [] } = given
  const policyArns = PolicyArns.flatMap(({ arn }) => arn ?? [])
  if (policyArns.length > policyArnsMax) throw validationError(`PolicyArns: at most ${policyArnsMax} can be given.`)
  for (const arn of policyArns) {
    if (!(await managedPolicies.find(accountId, arn))) {
      throw validationError(`Policy ${arn} does not exist or is not attachable.`)
    }
  }
  if (policy !== undefined) {
    checkLength(policy)
    language.check(policy, 'session')
  }
  const percent = packedPercent(given)
  if (percent > 100) throw packedPolicyTooLarge(percent)
  return { ...(policy !== undefined && { policy }), ...(policyArns.length > 0 && { policyArns }) }
}

/** How much of the space for policies and tags is taken; 0 without any. */
function packedPercent({ Policy = '', PolicyArns = [], Tags = [] }: Given): number {
  const texts = [Policy, ...PolicyArns.map(({ arn }) => arn ?? ''), ...Tags.flatMap(({ Key, Value }) => [Key, Value])]
  return Math.ceil((Buffer.byteLength(texts.join('')) / packedMaxBytes) * 100)
}

/** Told only of sessions that carry policies or tags. */
export function packedSize(given: Given): { PackedPolicySize?: number } {
  const percent = packedPercent(given)
  return percent === 0 ? {} : { PackedPolicySize: percent }
}

function checkLength(policy: string): void {
  if (policy.length > inlineMaxCharacters) {
    throw packedPolicyTooLarge(Math.ceil((policy.length / inlineMaxCharacters) * 100))
  }
}
