import { DomainError } from '../../../domain/basics/errors.ts'
import { instanceProfileArn } from '../../../domain/instance-profile/instance-profile.ts'
import type { ProfileWithRole } from '../../../domain/instance-profile/instance-profiles.ts'
import type { Call } from '../../operation.ts'
import type { Ec2Parts } from '../ec2-operation.ts'
import { invalidProfileArn, invalidProfileName, missingParameter } from '../errors.ts'

/** A profile as requests name it. */
export interface NamedProfile {
  readonly Arn?: string
  readonly Name?: string
}

/** The profile that a request names by ARN or name. Throws InvalidParameterValue for one that is not there. */
export async function profileOf(
  { Arn, Name }: NamedProfile,
  { instanceProfiles }: Ec2Parts,
  { accountId }: Call,
): Promise<ProfileWithRole> {
  const name = Arn === undefined ? Name : Arn.slice(Arn.lastIndexOf('/') + 1)
  if (name === undefined) throw missingParameter('iamInstanceProfile.name')
  try {
    const found = await instanceProfiles.get(accountId, name)
    if (Arn !== undefined && instanceProfileArn(found.profile) !== Arn) throw invalidProfileArn(Arn)
    return found
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw Arn === undefined ? invalidProfileName(name) : invalidProfileArn(Arn)
  }
}
