import type { IamInstanceProfileAssociation } from '@hostler/wire/models/ec2'
import type { Instance } from '../../../domain/instance/instance.ts'
import { instanceProfileArn } from '../../../domain/instance-profile/instance-profile.ts'
import type { Ec2Parts } from '../ec2-operation.ts'

export async function renderAssociation(
  { id, accountId, profileAssociation }: Instance,
  State: 'associated' | 'associating' | 'disassociating',
  parts: Ec2Parts,
): Promise<IamInstanceProfileAssociation> {
  const profile = await parts.findProfileById(accountId, profileAssociation!.profileId)
  return {
    AssociationId: profileAssociation!.id,
    InstanceId: id,
    IamInstanceProfile: profile && { Arn: instanceProfileArn(profile), Id: profile.id },
    State,
    Timestamp: profileAssociation!.since,
  }
}
