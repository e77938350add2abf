import * as ec2 from '@hostler/wire/models/ec2'
import { operation } from '../ec2-operation.ts'
import { associationNotFound, instanceFaults } from '../errors.ts'
import { askForAssociation } from './ask-for-association.ts'
import { renderAssociation } from './render-association.ts'

export const DisassociateIamInstanceProfile = operation(ec2.DisassociateIamInstanceProfile, {
  asks: ({ AssociationId }, _names, parts, call) =>
    askForAssociation('ec2:DisassociateIamInstanceProfile', AssociationId, parts, call),
  faults: { ...instanceFaults, 'profile-association.not-found': associationNotFound },
  async run({ AssociationId }, parts, call) {
    const { before } = await parts.instances.disassociateProfile(call, AssociationId)
    return { IamInstanceProfileAssociation: await renderAssociation(before, 'disassociating', parts) }
  },
})
