import { privateDnsName } from '../../../domain/instance/addresses.ts'
import type { Instance } from '../../../domain/instance/instance.ts'
import type { FilterReader } from '../filters.ts'
import type { ProfileArns } from './profile-arns.ts'
import { stateCodes } from './render-instance.ts'

/** The filters of DescribeInstances that something here can answer. */
export function instanceFilters(profileArns: ProfileArns): Readonly<Record<string, FilterReader<Instance>>> {
  return {
    ...filters,
    'iam-instance-profile.arn': ({ profileAssociation }) => [profileArns.get(profileAssociation?.profileId ?? '')],
  }
}

const filters: Readonly<Record<string, FilterReader<Instance>>> = {
  'availability-zone': instance => [instance.availabilityZone],
  'client-token': instance => [instance.clientToken],
  'iam-instance-profile.id': instance => [instance.profileAssociation?.profileId],
  'image-id': instance => [instance.imageId],
  'instance-id': instance => [instance.id],
  'instance-state-code': instance => [String(stateCodes[instance.state])],
  'instance-state-name': instance => [instance.state],
  'instance-type': instance => [instance.instanceType],
  'key-name': instance => [instance.keyName],
  'launch-index': instance => [String(instance.launchIndex)],
  'metadata-options.http-endpoint': instance => [instance.metadataOptions.httpEndpoint],
  'metadata-options.http-put-response-hop-limit': ({ metadataOptions }) => [
    String(metadataOptions.httpPutResponseHopLimit),
  ],
  'metadata-options.http-tokens': instance => [instance.metadataOptions.httpTokens],
  'metadata-options.instance-metadata-tags': instance => [instance.metadataOptions.instanceMetadataTags],
  'owner-id': instance => [instance.accountId],
  'private-dns-name': instance => [privateDnsName(instance)],
  'private-ip-address': instance => [instance.privateIp],
  'reservation-id': instance => [instance.reservationId],
}
