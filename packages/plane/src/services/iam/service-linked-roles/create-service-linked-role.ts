import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { invalidInput } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderRole } from '../render.ts'

export const CreateServiceLinkedRole = operation(iam.CreateServiceLinkedRole, {
  asks: ({ AWSServiceName, CustomSuffix }, names, { serviceLinkedRoles }) => {
    const role = names.role(serviceLinkedRoles.pathAndName(AWSServiceName, CustomSuffix))
    return [may('iam:CreateServiceLinkedRole', role, { context: { 'iam:awsservicename': AWSServiceName } })]
  },
  faults: {
    'service.not-found': ({ id }) => invalidInput(`Service ${id} has no service-linked role.`),
    'suffix.invalid': ({ id }) => invalidInput(`Custom suffix is not allowed for ${id}`),
    'service-linked-role.already-exists': ({ id }) =>
      invalidInput(`Service role name ${id} has been taken in this account, please try a different suffix.`),
  },
  async run({ AWSServiceName, Description = '', CustomSuffix }, { serviceLinkedRoles, roles }, call) {
    const role = await serviceLinkedRoles.create(call, AWSServiceName, Description, CustomSuffix)
    return { Role: await renderRole(role, roles) }
  },
})
