import type { Instance } from '../../../domain/instance/instance.ts'
import type { FilterReader } from '../filters.ts'
import { privateDnsName } from './render-instance.ts'

/** The filters of DescribeInstances that something here can answer. */
export const instanceFilters: Readonly<Record<string, FilterReader<Instance>>> = {
  'availability-zone': instance => [instance.availabilityZone],
  'client-token': instance => [instance.clientToken],
  'iam-instance-profile.id': instance => [instance.profileAssociation?.profileId],
  'image-id': instance => [instance.imageId],
  'instance-id': instance => [instance.id],
  'instance-state-name': instance => [instance.state],
  'instance-type': instance => [instance.instanceType],
  'key-name': instance => [instance.keyName],
  'launch-index': instance => [String(instance.launchIndex)],
  'metadata-options.http-endpoint': instance => [instance.metadataOptions.httpEndpoint],
  'metadata-options.http-tokens': instance => [instance.metadataOptions.httpTokens],
  'owner-id': instance => [instance.accountId],
  'private-dns-name': instance => [privateDnsName(instance)],
  'private-ip-address': instance => [instance.privateIp],
  'reservation-id': instance => [instance.reservationId],
}
