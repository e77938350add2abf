import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { noSuchEntity } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const GetServiceLinkedRoleDeletionStatus = operation(iam.GetServiceLinkedRoleDeletionStatus, {
  asks: ({ DeletionTaskId }, names) => {
    // `task/aws-service-role/SERVICE/ROLE/ID`: the right is one on the role.
    const role = DeletionTaskId.split('/').slice(1, 4).join('/')
    return [may('iam:GetServiceLinkedRoleDeletionStatus', names.role(role))]
  },
  faults: { 'deletion-task.not-found': ({ id }) => noSuchEntity(`The task ${id} cannot be found.`) },
  run({ DeletionTaskId }, { serviceLinkedRoles }, call) {
    serviceLinkedRoles.checkDeleted(call, DeletionTaskId)
    return Promise.resolve({ Status: 'SUCCEEDED' })
  },
})
