// RunInstances as a rule: what a launch asks for, and the instances that come of it.
import { newResourceId } from '../basics/ids.ts'
import { DomainError } from '../basics/errors.ts'
import type { ActionContext } from '../basics/scope.ts'
import { checkTags } from '../tag/resource-tags.ts'
import type { Tags } from '../tag/tag.ts'
import { freeAddress, macAddressFor } from './addresses.ts'
import type { Instance, MetadataOptions } from './instance.ts'
import type { InstanceRecords } from './instance-records.ts'

export interface Launch {
  readonly imageId: string
  readonly instanceType: string
  readonly minCount: number
  readonly maxCount: number
  readonly metadataOptions: MetadataOptions
  readonly tags: Tags
  readonly terminationProtected: boolean
  readonly availabilityZone?: string
  /** Unique id of an instance profile. */
  readonly profileId?: string
  /** Base64. */
  readonly userData?: string
  readonly keyName?: string
  readonly clientToken?: string
}

/** What machines of this plane can carry at most, per call. */
const instancesPerLaunchMax = 500

/**
 * Makes the instances of a launch, `pending`. A client token that was used before gives the instances of that
 * launch. An address tells the metadata service which host asks, so two hosts must never have the same one: one
 * launch at a time. Throws `launch.invalid`, `instance-count.limit-exceeded`, `client-token.conflict`, `tag.invalid`.
 */
export async function launch(
  context: ActionContext,
  request: Launch,
  records: InstanceRecords,
): Promise<{ readonly instances: readonly Instance[]; readonly isNew: boolean }> {
  checkLaunch(request, context.region)
  const existing = await records.listAll()
  const earlier = existing.filter(one => isLaunchOf(one, context, request.clientToken))
  if (earlier.length > 0) return { instances: sameLaunch(earlier, request), isNew: false }
  const taken = new Set(existing.filter(({ state }) => state !== 'terminated').map(({ privateIp }) => privateIp))
  const reservationId = newResourceId('r')
  const instances = Array.from({ length: request.maxCount }, (_, launchIndex) => {
    const privateIp = freeAddress(taken)
    taken.add(privateIp)
    return newInstance(context, request, { reservationId, launchIndex, privateIp })
  })
  await records.add(instances, async writer => {
    if (request.tags.size === 0) return
    for (const instance of instances) await writer.tags.put({ ...instance, type: 'instance' }, request.tags)
  })
  return { instances, isNew: true }
}

function checkLaunch({ minCount, maxCount, availabilityZone, tags }: Launch, region: string): void {
  if (minCount < 1 || maxCount < minCount) throw new DomainError('launch', 'invalid', `${minCount}..${maxCount}`)
  if (maxCount > instancesPerLaunchMax) throw new DomainError('instance-count', 'limit-exceeded', String(maxCount))
  if (availabilityZone !== undefined && !isZoneOf(availabilityZone, region)) {
    throw new DomainError('availability-zone', 'invalid', availabilityZone)
  }
  checkTags(tags)
}

/** Where an instance is that was not told where to be. */
export function defaultZoneOf(region: string): string {
  return `${region}a`
}

function isZoneOf(zone: string, region: string): boolean {
  return zone.startsWith(region) && /^[abc]$/.test(zone.slice(region.length))
}

function isLaunchOf(
  instance: Instance,
  { accountId, region }: ActionContext,
  clientToken: string | undefined,
): boolean {
  const isHere = instance.accountId === accountId && instance.region === region
  return clientToken !== undefined && isHere && instance.clientToken === clientToken
}

/** What no later call changes, and so tells whether a request is the one that its token was used for. */
const fixedAtLaunch = ['imageId', 'instanceType', 'userData', 'keyName'] as const

function sameLaunch(earlier: readonly Instance[], request: Launch): readonly Instance[] {
  const isSame =
    earlier.length === request.maxCount &&
    earlier.every(one => fixedAtLaunch.every(name => one[name] === request[name]))
  if (!isSame) throw new DomainError('client-token', 'conflict', request.clientToken!)
  return [...earlier].sort((a, b) => a.launchIndex - b.launchIndex)
}

function newInstance(
  { accountId, region, now }: ActionContext,
  request: Launch,
  place: Pick<Instance, 'reservationId' | 'launchIndex' | 'privateIp'>,
): Instance {
  return {
    accountId,
    region,
    id: newResourceId('i'),
    ...place,
    imageId: request.imageId,
    instanceType: request.instanceType,
    state: 'pending',
    stateReason: '',
    launchedAt: now,
    macAddress: macAddressFor(place.privateIp),
    availabilityZone: request.availabilityZone ?? defaultZoneOf(region),
    metadataOptions: request.metadataOptions,
    terminationProtected: request.terminationProtected,
    ...(request.profileId !== undefined && {
      profileAssociation: { id: newResourceId('iip-assoc'), profileId: request.profileId, since: now },
    }),
    ...(request.userData !== undefined && { userData: request.userData }),
    ...(request.keyName !== undefined && { keyName: request.keyName }),
    ...(request.clientToken !== undefined && { clientToken: request.clientToken }),
  }
}
