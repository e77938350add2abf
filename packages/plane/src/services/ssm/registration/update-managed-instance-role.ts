import * as ssm from '@hostler/wire/models/ssm'
import { mayPass } from '../../../access/ask.ts'
import { invalidInstanceId, validationException } from '../errors.ts'
import { askForNode } from '../nodes/ask-for-node.ts'
import { operation } from '../ssm-operation.ts'

/** A hybrid node gets credentials of the new role at its next request for a token. */
export const UpdateManagedInstanceRole = operation(ssm.UpdateManagedInstanceRole, {
  asks: async ({ InstanceId, IamRole }, names, { tags }, call) => [
    await askForNode('ssm:UpdateManagedInstanceRole', InstanceId, names, tags, call),
    mayPass(names.role(IamRole), 'ssm.amazonaws.com', names.node(InstanceId)),
  ],
  faults: {
    'registration.not-found': invalidInstanceId,
    'role.invalid': ({ id }) =>
      validationException(`Nonexistent role or missing ssm service principal in trust policy: ${id}`),
  },
  async run({ InstanceId, IamRole }, { registrations, serviceRoles }, call) {
    await serviceRoles.get(call, IamRole, 'ssm.amazonaws.com')
    await registrations.changeRole(call, InstanceId, IamRole)
    return {}
  },
})
