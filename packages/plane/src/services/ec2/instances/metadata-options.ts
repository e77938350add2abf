import type { InstanceMetadataOptionsRequest } from '@hostler/wire/models/ec2'
import type { MetadataOptions } from '../../../domain/instance/instance.ts'
import { invalidParameterValue } from '../errors.ts'

/** Since 2024 new instances of an account's default ask for tokens; hosts here do from the start. */
export const defaultMetadataOptions: MetadataOptions = {
  httpTokens: 'required',
  httpEndpoint: 'enabled',
  httpPutResponseHopLimit: 1,
  instanceMetadataTags: 'disabled',
}

/** The options that a request names; that their words are known ones was checked with the model. Throws InvalidParameterValue. */
export function readMetadataOptions(request: InstanceMetadataOptionsRequest): Partial<MetadataOptions> {
  const { HttpPutResponseHopLimit: hopLimit } = request
  if (hopLimit !== undefined && (hopLimit < 1 || hopLimit > 64)) {
    throw invalidParameterValue(`Value (${hopLimit}) for parameter HttpPutResponseHopLimit is invalid. Must be 1 to 64`)
  }
  if (request.HttpProtocolIpv6 === 'enabled') {
    throw invalidParameterValue('Value (enabled) for parameter HttpProtocolIpv6 is invalid. Hosts here have IPv4 only')
  }
  const httpTokens = oneOf(request.HttpTokens, ['required', 'optional'])
  const httpEndpoint = oneOf(request.HttpEndpoint, ['enabled', 'disabled'])
  const instanceMetadataTags = oneOf(request.InstanceMetadataTags, ['enabled', 'disabled'])
  return {
    ...(httpTokens && { httpTokens }),
    ...(httpEndpoint && { httpEndpoint }),
    ...(instanceMetadataTags && { instanceMetadataTags }),
    ...(hopLimit !== undefined && { httpPutResponseHopLimit: hopLimit }),
  }
}

function oneOf<Value extends string>(given: string | undefined, allowed: readonly Value[]): Value | undefined {
  return allowed.find(value => value === given)
}
