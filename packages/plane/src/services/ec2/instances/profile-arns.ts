import type { Instance } from '../../../domain/instance/instance.ts'
import { instanceProfileArn } from '../../../domain/instance-profile/instance-profile.ts'
import type { Ec2Parts } from '../ec2-operation.ts'

/** ARNs by the profiles' unique ids. */
export type ProfileArns = ReadonlyMap<string, string>

/** ARNs of the profiles that instances of one account have: one read for each profile, however many have it. */
export async function profileArnsOf(
  instances: readonly Instance[],
  { findProfileById }: Pick<Ec2Parts, 'findProfileById'>,
): Promise<ProfileArns> {
  const owners = new Map<string, string>()
  for (const { accountId, profileAssociation } of instances) {
    if (profileAssociation) owners.set(profileAssociation.profileId, accountId)
  }
  const profiles = await Promise.all([...owners].map(([id, accountId]) => findProfileById(accountId, id)))
  return new Map(profiles.flatMap(profile => (profile ? [[profile.id, instanceProfileArn(profile)] as const] : [])))
}
