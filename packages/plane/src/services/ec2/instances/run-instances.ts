import * as ec2 from '@hostler/wire/models/ec2'
import type { RunInstancesRequest, Tag } from '@hostler/wire/models/ec2'
import { type Ask, may } from '../../../access/ask.ts'
import { defaultZoneOf, type Launch } from '../../../domain/instance/launch.ts'
import { instanceProfileArn } from '../../../domain/instance-profile/instance-profile.ts'
import type { Call } from '../../operation.ts'
import { askToPass, findNamedProfile, getNamedProfile } from '../asks.ts'
import { instanceKeys, requestTagKeys } from '../condition-keys.ts'
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
import { defaultMetadataOptions, readMetadataOptions } from './metadata-options.ts'
import { profileArnsOf } from './profile-arns.ts'
import { renderInstance } from './render-instance.ts'
import { findUnsupported } from './unsupported-parameters.ts'
import { readUserData } from './user-data.ts'

const defaultInstanceType = 't3.micro'

/** Starts real hosts. What the image names is recorded; what runs is this machine's own Linux with an SSM agent. */
export const RunInstances = operation(ec2.RunInstances, {
  async asks(input, names, parts, call) {
    const found = await findNamedProfile(input.IamInstanceProfile, parts, call)
    const profileArn = found && instanceProfileArn(found.profile)
    return [
      ...askForLaunch(input, names.image(input.ImageId ?? ''), profileArn, call),
      ...askToPass(found, names.instance('*')),
    ]
  },
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
    const around = { tags: request.tags, profileArns: await profileArnsOf(instances, parts), images: parts.images }
    return {
      ReservationId: instances[0]!.reservationId,
      OwnerId: call.accountId,
      Groups: [],
      Instances: instances.map(instance => renderInstance(instance, around)),
    }
  },
})

function askForLaunch(input: RunInstancesRequest, imageArn: string, profileArn: string | undefined, call: Call): Ask[] {
  const tags = instanceTags(input)
  const facts = {
    instanceType: input.InstanceType ?? defaultInstanceType,
    availabilityZone: input.Placement?.AvailabilityZone ?? defaultZoneOf(call.region),
    profileArn,
    metadataOptions: input.MetadataOptions,
  }
  const region = { 'ec2:region': call.region }
  const context = { ...region, ...instanceKeys(facts), ...(tags.length > 0 && requestTagKeys(tags)) }
  const asks = [
    may('ec2:RunInstances', call.names.instance('*'), { context }),
    may('ec2:RunInstances', imageArn, { context }),
  ]
  const tagging = { context: { ...region, ...requestTagKeys(tags), 'ec2:createaction': 'RunInstances' } }
  return tags.length > 0 ? [...asks, may('ec2:CreateTags', call.names.instance('*'), tagging)] : asks
}

function instanceTags({ TagSpecifications }: RunInstancesRequest): readonly Tag[] {
  return (TagSpecifications ?? [])
    .filter(({ ResourceType }) => ResourceType === 'instance')
    .flatMap(({ Tags }) => Tags ?? [])
}

async function readLaunch(input: RunInstancesRequest, parts: Ec2Parts, call: Call): Promise<Launch> {
  const given = findUnsupported(input)
  if (given) throw unsupportedParameter(given)
  const profile = input.IamInstanceProfile && (await getNamedProfile(input.IamInstanceProfile, parts, call))
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
