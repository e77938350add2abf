import { AwsFault } from '@hostler/wire/aws-fault'
import { type Ask, type AskContext, may, mayPass, tagContext } from '../../access/ask.ts'
import { instanceProfileArn } from '../../domain/instance-profile/instance-profile.ts'
import type { ProfileWithRole } from '../../domain/instance-profile/instance-profiles.ts'
import { roleArn } from '../../domain/role/role.ts'
import type { Call } from '../operation.ts'
import { instanceKeys } from './condition-keys.ts'
import type { Ec2Parts } from './ec2-operation.ts'
import { invalidParameterValue, profileWithoutRole } from './errors.ts'
import { type NamedProfile, profileOf } from './instance-profile-associations/profile-of.ts'
import { renderMetadataOptions } from './instances/render-instance.ts'

/** EC2 takes as many in one call. */
const idsMax = 1_000

/**
 * One question per instance, with its tags and what else is known of it as condition keys. A list without ids is a
 * question about any instance, never no question. Throws InvalidParameterValue for more ids than one call may name:
 * each costs a read, and it is not known yet whether the caller may do anything.
 */
export async function askForInstances(
  action: string,
  ids: readonly string[],
  parts: Ec2Parts,
  call: Call,
): Promise<Ask[]> {
  const asked = ids.length === 0 ? ['*'] : [...new Set(ids)]
  if (asked.length > idsMax) throw invalidParameterValue(`At most ${idsMax} resources can be named at once`)
  return Promise.all(
    asked.map(async id => may(action, call.names.instance(id), { context: await contextOf(id, parts, call) })),
  )
}

async function contextOf(id: string, parts: Ec2Parts, { accountId, region }: Call): Promise<AskContext> {
  const tags = await parts.tags.list({ accountId, region, type: 'instance', id })
  const tagKeys = tagContext(tags, 'aws:resourcetag/', 'ec2:resourcetag/')
  const instance = await parts.instances.find({ accountId, region }, id)
  const profileId = instance?.profileAssociation?.profileId
  const profile = profileId === undefined ? undefined : await parts.findProfileById(accountId, profileId)
  const facts = instance && {
    ...instance,
    profileArn: profile && instanceProfileArn(profile),
    metadataOptions: renderMetadataOptions(instance.metadataOptions),
  }
  return { ...tagKeys, 'ec2:region': region, 'ec2:instanceid': id, ...(facts && instanceKeys(facts)) }
}

/** What each call was asked about, for its own use alone. */
const askedProfiles = new WeakMap<Call, ProfileWithRole>()

/**
 * The profile that a request names, to ask about it: one that does not exist is found out when it is used. Only a
 * refusal says that it is not there; a storage that fails must not let a role be passed unasked.
 */
export async function findNamedProfile(
  named: NamedProfile | undefined,
  parts: Ec2Parts,
  call: Call,
): Promise<ProfileWithRole | undefined> {
  try {
    const found = named && (await profileOf(named, parts, call))
    if (found) askedProfiles.set(call, found)
    return found
  } catch (error) {
    if (error instanceof AwsFault) return undefined
    throw error
  }
}

/**
 * The profile of {@link findNamedProfile} for use. Throws InvalidParameterValue where it is not there or has no role: of a
 * role that it gets later nobody would have asked whether the caller may pass it.
 */
export async function getNamedProfile(named: NamedProfile, parts: Ec2Parts, call: Call): Promise<ProfileWithRole> {
  const found = await profileOf(named, parts, call)
  if (!found.role || askedProfiles.get(call)?.role?.id !== found.role.id) throw profileWithoutRole(found.profile.name)
  return found
}

/** Handing a profile to an instance passes its role to EC2. @param instanceArn `…:instance/*` where there is none yet */
export function askToPass(found: ProfileWithRole | undefined, instanceArn: string): Ask[] {
  return found?.role ? [mayPass(roleArn(found.role), 'ec2.amazonaws.com', instanceArn)] : []
}

/** The questions of a call that gives instances a profile: the new one is a condition key of its own. */
export function askWithNewProfile(asks: readonly Ask[], found: ProfileWithRole | undefined): Ask[] {
  const key = found && { 'ec2:newinstanceprofile': instanceProfileArn(found.profile) }
  const [instance] = asks
  return [
    ...asks.map(ask => ({ ...ask, context: { ...ask.context, ...key } })),
    ...askToPass(found, instance?.resource ?? '*'),
  ]
}
