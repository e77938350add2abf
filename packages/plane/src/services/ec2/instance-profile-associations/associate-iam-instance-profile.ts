import * as ec2 from '@hostler/wire/models/ec2'
import { askForInstances, askWithNewProfile, findNamedProfile, getNamedProfile } from '../asks.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults, profileAlreadyAssociated } from '../errors.ts'
import { checkInstanceIds } from '../instances/instance-ids.ts'
import { renderAssociation } from './render-association.ts'

export const AssociateIamInstanceProfile = operation(ec2.AssociateIamInstanceProfile, {
  async asks(input, _names, parts, call) {
    const asks = await askForInstances('ec2:AssociateIamInstanceProfile', [input.InstanceId], parts, call)
    return askWithNewProfile(asks, await findNamedProfile(input.IamInstanceProfile, parts, call))
  },
  faults: { ...instanceFaults, 'profile-association.already-exists': ({ id }) => profileAlreadyAssociated(id) },
  async run({ InstanceId, IamInstanceProfile }, parts, call) {
    checkInstanceIds([InstanceId])
    const { profile } = await getNamedProfile(IamInstanceProfile, parts, call)
    const instance = await parts.instances.associateProfile(call, InstanceId, profile.id)
    return { IamInstanceProfileAssociation: await renderAssociation(instance, 'associating', parts) }
  },
})
