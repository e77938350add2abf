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

/** The options that a request names. Throws InvalidParameterValue for values that are none. */
export function readMetadataOptions(request: InstanceMetadataOptionsRequest): Partial<MetadataOptions> {
  const { HttpPutResponseHopLimit: hopLimit } = request
  if (hopLimit !== undefined && (hopLimit < 1 || hopLimit > 64)) {
    throw invalidParameterValue(`Value (${hopLimit}) for parameter HttpPutResponseHopLimit is invalid. Must be 1 to 64`)
  }
  if (request.HttpProtocolIpv6 === 'enabled') {
    throw invalidParameterValue('Value (enabled) for parameter HttpProtocolIpv6 is invalid. Hosts here have IPv4 only')
  }
  const httpTokens = oneOf('HttpTokens', request.HttpTokens, ['required', 'optional'])
  const httpEndpoint = oneOf('HttpEndpoint', request.HttpEndpoint, ['enabled', 'disabled'])
  const instanceMetadataTags = oneOf('InstanceMetadataTags', request.InstanceMetadataTags, ['enabled', 'disabled'])
  return {
    ...(httpTokens && { httpTokens }),
    ...(httpEndpoint && { httpEndpoint }),
    ...(instanceMetadataTags && { instanceMetadataTags }),
    ...(hopLimit !== undefined && { httpPutResponseHopLimit: hopLimit }),
  }
}

function oneOf<Value extends string>(
  parameter: string,
  given: string | undefined,
  allowed: readonly Value[],
): Value | undefined {
  const found = allowed.find(value => value === given)
  if (given === undefined || found) return found
  throw invalidParameterValue(`Value (${given}) for parameter ${parameter} is invalid. One of: ${allowed.join(', ')}`)
}
