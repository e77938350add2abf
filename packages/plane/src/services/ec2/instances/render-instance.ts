import type {
  Instance,
  InstanceMetadataOptionsResponse,
  InstanceState,
  InstanceStateChange,
} from '@hostler/wire/models/ec2'
import { privateDnsName } from '../../../domain/instance/addresses.ts'
import type { Instance as DomainInstance, MetadataOptions } from '../../../domain/instance/instance.ts'
import type { Transition } from '../../../domain/instance/instance-records.ts'
import type { ImageCatalogue } from '../../../domain/image/image.ts'
import type { Tags } from '../../../domain/tag/tag.ts'
import type { ProfileArns } from './profile-arns.ts'

/** EC2's numbers for states. */
export const stateCodes = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const

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

/** @param around what the instance only names: its tags, the profiles, the images */
export function renderInstance(
  instance: DomainInstance,
  around: { readonly tags: Tags; readonly profileArns: ProfileArns; readonly images: ImageCatalogue },
): Instance {
  const { region, profileAssociation, state, stateReason } = instance
  const profileArn = profileAssociation && around.profileArns.get(profileAssociation.profileId)
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
    Architecture: around.images.find(region, instance.imageId)?.architecture ?? 'x86_64',
    ClientToken: instance.clientToken ?? '',
    IamInstanceProfile: profileArn ? { Arn: profileArn, Id: profileAssociation.profileId } : undefined,
    MetadataOptions: renderMetadataOptions(instance.metadataOptions),
    Tags: [...around.tags].map(([Key, Value]) => ({ Key, Value })),
  }
}

function renderReason(reason: string) {
  const Code = reason.startsWith('User initiated') ? 'Client.UserInitiatedShutdown' : reason.split(':')[0]!
  return { Code, Message: reason.startsWith('User initiated') ? `${Code}: User initiated shutdown` : reason }
}
