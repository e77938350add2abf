import * as ec2 from '@hostler/wire/models/ec2'
import { askWithNewProfile, findNamedProfile, getNamedProfile } from '../asks.ts'
import { operation } from '../ec2-operation.ts'
import { associationNotFound, instanceFaults } from '../errors.ts'
import { askForAssociation } from './ask-for-association.ts'
import { renderAssociation } from './render-association.ts'

export const ReplaceIamInstanceProfileAssociation = operation(ec2.ReplaceIamInstanceProfileAssociation, {
  async asks(input, _names, parts, call) {
    const action = 'ec2:ReplaceIamInstanceProfileAssociation'
    const asks = await askForAssociation(action, input.AssociationId, parts, call)
    return askWithNewProfile(asks, await findNamedProfile(input.IamInstanceProfile, parts, call))
  },
  faults: { ...instanceFaults, 'profile-association.not-found': associationNotFound },
  async run({ AssociationId, IamInstanceProfile }, parts, call) {
    const { profile } = await getNamedProfile(IamInstanceProfile, parts, call)
    const instance = await parts.instances.replaceProfile(call, AssociationId, profile.id)
    return { IamInstanceProfileAssociation: await renderAssociation(instance, 'associating', parts) }
  },
})
