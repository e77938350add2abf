// What policies can look at of an instance, one that is or one that a launch would make. A key that is missing would
// let a `Deny` pass that looks at it.
import type { InstanceMetadataOptionsRequest, Tag } from '@hostler/wire/models/ec2'
import { type AskContext, tagContext } from '../../access/ask.ts'
import { defaultMetadataOptions } from './instances/metadata-options.ts'

/** `MetadataOptions` as a request or a reply has them: what is not said has its default. */
export interface InstanceFacts {
  readonly instanceType: string
  readonly availabilityZone: string
  readonly profileArn: string | undefined
  readonly metadataOptions: InstanceMetadataOptionsRequest | undefined
}

export function instanceKeys({
  instanceType,
  availabilityZone,
  profileArn,
  metadataOptions,
}: InstanceFacts): AskContext {
  return {
    'ec2:instancetype': instanceType,
    'ec2:availabilityzone': availabilityZone,
    ...(profileArn !== undefined && { 'ec2:instanceprofile': profileArn }),
    ...metadataKeys(metadataOptions),
  }
}

/** What the instance will have counts, asked for or not: a policy that wants tokens is content with the default. */
function metadataKeys(given: InstanceMetadataOptionsRequest = {}): AskContext {
  const { httpTokens, httpEndpoint, httpPutResponseHopLimit } = defaultMetadataOptions
  return {
    'ec2:metadatahttptokens': given.HttpTokens ?? httpTokens,
    'ec2:metadatahttpendpoint': given.HttpEndpoint ?? httpEndpoint,
    'ec2:metadatahttpputresponsehoplimit': String(given.HttpPutResponseHopLimit ?? httpPutResponseHopLimit),
  }
}

/** Keys that tags in a request give. */
export function requestTagKeys(tags: readonly Tag[]): AskContext {
  const pairs = tags.map(({ Key = '', Value = '' }) => [Key, Value] as const)
  return { ...tagContext(pairs, 'aws:requesttag/'), 'aws:tagkeys': pairs.map(([key]) => key) }
}
