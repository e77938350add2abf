import type { RunInstancesRequest } from '@hostler/wire/models/ec2'

/** Parameters that would change what starts and are not built: refused by name rather than passed over. */
const unsupported = [
  'BlockDeviceMappings',
  'CpuOptions',
  'DisableApiStop',
  'ElasticGpuSpecification',
  'ElasticInferenceAccelerators',
  'EnablePrimaryIpv6',
  'EnclaveOptions',
  'HibernationOptions',
  'InstanceMarketOptions',
  'Ipv6AddressCount',
  'Ipv6Addresses',
  'KernelId',
  'LaunchTemplate',
  'LicenseSpecifications',
  'NetworkInterfaces',
  'Operator',
  'PrivateDnsNameOptions',
  'PrivateIpAddress',
  'RamdiskId',
  'SecondaryInterfaces',
  'SecurityGroupIds',
  'SecurityGroups',
  'SubnetId',
] as const satisfies readonly (keyof RunInstancesRequest)[]

/** What every instance here has anyway. */
const defaults: readonly unknown[] = [undefined, false, 0, '', 'default', 'ip-name']

/** The name of a parameter of a launch that cannot be followed; what is switched off asks for nothing. */
export function findUnsupported(input: RunInstancesRequest): string | undefined {
  const parameter = unsupported.find(name => asksForSomething(input[name]))
  if (parameter) return parameter
  const { AvailabilityZone: _built, ...placement } = input.Placement ?? {}
  const place = Object.entries(placement).find(([, value]) => asksForSomething(value))
  if (place) return `Placement.${place[0]}`
  const foreign = input.TagSpecifications?.find(({ ResourceType }) => ResourceType !== 'instance')
  if (foreign) return `TagSpecifications for ${foreign.ResourceType}`
  return input.InstanceInitiatedShutdownBehavior === 'terminate' ? 'InstanceInitiatedShutdownBehavior' : undefined
}

function asksForSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (typeof value === 'object' && value !== null) return Object.values(value).some(asksForSomething)
  return !defaults.includes(value)
}
