import type {
  Instance,
  InstanceMetadataOptionsResponse,
  InstanceState,
  InstanceStateChange,
} from '@hostler/wire/models/ec2'
import type { Instance as DomainInstance, MetadataOptions } from '../../../domain/instance/instance.ts'
import type { Transition } from '../../../domain/instance/instance-records.ts'
import { instanceProfileArn } from '../../../domain/instance-profile/instance-profile.ts'
import type { Tags } from '../../../domain/tag/tag.ts'
import type { Ec2Parts } from '../ec2-operation.ts'

/** EC2's numbers for states. */
const stateCodes = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48, stopping: 64, stopped: 80 } as const

export function renderState(state: DomainInstance['state']): InstanceState {
  return { Code: stateCodes[state], Name: state }
}

export function renderTransition({ before, after }: Transition): InstanceStateChange {
  return { InstanceId: after.id, CurrentState: renderState(after.state), PreviousState: renderState(before.state) }
}

export function renderMetadataOptions(options: MetadataOptions): InstanceMetadataOptionsResponse {
  return {
    State: 'applied',
    HttpTokens: options.httpTokens,
    HttpPutResponseHopLimit: options.httpPutResponseHopLimit,
    HttpEndpoint: options.httpEndpoint,
    HttpProtocolIpv6: 'disabled',
    InstanceMetadataTags: options.instanceMetadataTags,
  }
}

export async function renderInstance(instance: DomainInstance, tags: Tags, parts: Ec2Parts): Promise<Instance> {
  const { accountId, region, profileAssociation, state, stateReason } = instance
  const profile = profileAssociation && (await parts.findProfileById(accountId, profileAssociation.profileId))
  const isThere = state !== 'terminated'
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: renderState(state),
    StateTransitionReason: stateReason,
    ...(stateReason && { StateReason: renderReason(stateReason) }),
    PrivateDnsName: isThere ? privateDnsName(instance) : '',
    PublicDnsName: '',
    PrivateIpAddress: isThere ? instance.privateIp : undefined,
    KeyName: instance.keyName,
    AmiLaunchIndex: instance.launchIndex,
    ProductCodes: [],
    InstanceType: instance.instanceType,
    LaunchTime: instance.launchedAt,
    Placement: { AvailabilityZone: instance.availabilityZone, GroupName: '', Tenancy: 'default' },
    Monitoring: { State: 'disabled' },
    Architecture: parts.images.find(region, instance.imageId)?.architecture ?? 'x86_64',
    ClientToken: instance.clientToken ?? '',
    IamInstanceProfile: profile && { Arn: instanceProfileArn(profile), Id: profile.id },
    MetadataOptions: renderMetadataOptions(instance.metadataOptions),
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
  }
}

export function privateDnsName({ privateIp, region }: DomainInstance): string {
  const suffix = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`
  return `ip-${privateIp.replaceAll('.', '-')}.${suffix}`
}

function renderReason(reason: string) {
  const Code = reason.startsWith('User initiated') ? 'Client.UserInitiatedShutdown' : reason.split(':')[0]!
  return { Code, Message: reason.startsWith('User initiated') ? `${Code}: User initiated shutdown` : reason }
}
