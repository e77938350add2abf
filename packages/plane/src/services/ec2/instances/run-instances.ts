import type { ContextValue } from '@hostler/policy/index'
import * as ec2 from '@hostler/wire/models/ec2'
import type { RunInstancesRequest, Tag } from '@hostler/wire/models/ec2'
import { type Ask, may } from '../../../access/ask.ts'
import type { Launch } from '../../../domain/instance/launch.ts'
import type { Call } from '../../operation.ts'
import { askToPass, requestTagKeys } from '../asks.ts'
import { endDryRun } from '../dry-run.ts'
import { type Ec2Parts, operation } from '../ec2-operation.ts'
import {
  idempotentParameterMismatch,
  imageIdMalformed,
  imageNotFound,
  instanceFaults,
  insufficientFreeAddresses,
  invalidParameterValue,
  missingParameter,
  tagFaults,
  unsupportedParameter,
} from '../errors.ts'
import { profileOf } from '../instance-profile-associations/profile-of.ts'
import { defaultMetadataOptions, readMetadataOptions } from './metadata-options.ts'
import { renderInstance } from './render-instance.ts'
import { readUserData } from './user-data.ts'

const defaultInstanceType = 't3.micro'

/** Parameters that would change what starts and are not built: refused by name rather than passed over. */
const unsupported = [
  'BlockDeviceMappings',
  'KernelId',
  'RamdiskId',
  'SecurityGroupIds',
  'SecurityGroups',
  'SubnetId',
  'NetworkInterfaces',
  'PrivateIpAddress',
  'LaunchTemplate',
  'InstanceMarketOptions',
  'Ipv6Addresses',
  'Ipv6AddressCount',
  'HibernationOptions',
  'EnclaveOptions',
] as const satisfies readonly (keyof RunInstancesRequest)[]

/** Starts real hosts. What the image names is recorded; what runs is this machine's own Linux with an SSM agent. */
export const RunInstances = operation(ec2.RunInstances, {
  asks: async (input, names, parts, call) => [
    ...askForLaunch(input, names.image(input.ImageId ?? ''), call),
    ...(await askToPass(input.IamInstanceProfile, parts, call)),
  ],
  faults: {
    ...instanceFaults,
    ...tagFaults,
    'launch.invalid': ({ id }) =>
      invalidParameterValue(
        `Invalid value '${id}' for instance count. Minimum and maximum must be ordered and at least 1`,
      ),
    'instance-count.limit-exceeded': ({ id }) =>
      invalidParameterValue(
        `Value (${id}) for parameter maxCount is invalid. At most 500 instances are started at once`,
      ),
    'availability-zone.invalid': ({ id }) => invalidParameterValue(`Invalid availability zone: [${id}]`),
    'client-token.conflict': idempotentParameterMismatch,
    'address.limit-exceeded': insufficientFreeAddresses,
  },
  async run(input, parts, call) {
    const request = await readLaunch(input, parts, call)
    endDryRun(input)
    const instances = await parts.instances.run(call, request)
    return {
      ReservationId: instances[0]!.reservationId,
      OwnerId: call.accountId,
      Groups: [],
      Instances: await Promise.all(instances.map(instance => renderInstance(instance, request.tags, parts))),
    }
  },
})

function askForLaunch(input: RunInstancesRequest, imageArn: string, call: Call): Ask[] {
  const instanceType = input.InstanceType ?? defaultInstanceType
  const tags = instanceTags(input)
  const context = {
    'ec2:instancetype': instanceType,
    ...metadataKeys(input.MetadataOptions),
    ...(tags.length > 0 && requestTagKeys(tags)),
  }
  const asks = [
    may('ec2:RunInstances', call.names.instance('*'), { context }),
    may('ec2:RunInstances', imageArn, { context }),
  ]
  const tagging = { context: { ...requestTagKeys(tags), 'ec2:createaction': 'RunInstances' } }
  return tags.length > 0 ? [...asks, may('ec2:CreateTags', call.names.instance('*'), tagging)] : asks
}

/** What the instance will have counts, asked for or not: a policy that wants tokens is content with the default. */
function metadataKeys(given: RunInstancesRequest['MetadataOptions'] = {}): Record<string, ContextValue> {
  const { httpTokens, httpEndpoint, httpPutResponseHopLimit } = defaultMetadataOptions
  return {
    'ec2:metadatahttptokens': given.HttpTokens ?? httpTokens,
    'ec2:metadatahttpendpoint': given.HttpEndpoint ?? httpEndpoint,
    'ec2:metadatahttpputresponsehoplimit': String(given.HttpPutResponseHopLimit ?? httpPutResponseHopLimit),
  }
}

function instanceTags({ TagSpecifications }: RunInstancesRequest): readonly Tag[] {
  return (TagSpecifications ?? [])
    .filter(({ ResourceType }) => ResourceType === 'instance')
    .flatMap(({ Tags }) => Tags ?? [])
}

async function readLaunch(input: RunInstancesRequest, parts: Ec2Parts, call: Call): Promise<Launch> {
  const given = unsupported.find(name => {
    const value = input[name]
    return Array.isArray(value) ? value.length > 0 : value !== undefined
  })
  if (given) throw unsupportedParameter(given)
  const foreign = input.TagSpecifications?.find(({ ResourceType }) => ResourceType !== 'instance')
  if (foreign) throw unsupportedParameter(`TagSpecifications for ${foreign.ResourceType}`)
  if (input.InstanceInitiatedShutdownBehavior === 'terminate') {
    throw unsupportedParameter('InstanceInitiatedShutdownBehavior')
  }
  const profile = input.IamInstanceProfile && (await profileOf(input.IamInstanceProfile, parts, call))
  return {
    imageId: requireImage(input.ImageId, parts, call),
    instanceType: input.InstanceType ?? defaultInstanceType,
    minCount: input.MinCount,
    maxCount: input.MaxCount,
    metadataOptions: { ...defaultMetadataOptions, ...readMetadataOptions(input.MetadataOptions ?? {}) },
    tags: new Map(instanceTags(input).map(({ Key = '', Value = '' }) => [Key, Value])),
    terminationProtected: input.DisableApiTermination ?? false,
    availabilityZone: input.Placement?.AvailabilityZone,
    profileId: profile?.profile.id,
    userData: readUserData(input.UserData),
    keyName: input.KeyName,
    clientToken: input.ClientToken || undefined,
  }
}

function requireImage(imageId: string | undefined, { images }: Ec2Parts, { region }: Call): string {
  if (imageId === undefined) throw missingParameter('ImageId')
  if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(imageId)) throw imageIdMalformed(imageId)
  if (!images.find(region, imageId)) throw imageNotFound(imageId)
  return imageId
}
