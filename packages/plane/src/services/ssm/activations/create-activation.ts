import * as ssm from '@hostler/wire/models/ssm'
import { may, mayPass, tagContext } from '../../../access/ask.ts'
import { invalidParameters, validationException } from '../errors.ts'
import { operation } from '../ssm-operation.ts'

/** Answers the code once. The role is handed to Systems Manager: PassRole, and it must trust the service. */
export const CreateActivation = operation(ssm.CreateActivation, {
  asks({ IamRole, Tags = [] }, names) {
    const pairs = Tags.map(({ Key, Value }) => [Key, Value] as const)
    const context = {
      ...tagContext(pairs, 'aws:requesttag/'),
      ...(pairs.length > 0 && { 'aws:tagkeys': pairs.map(([key]) => key) }),
    }
    return [may('ssm:CreateActivation', names.anySsm, { context }), mayPass(names.role(IamRole), 'ssm.amazonaws.com')]
  },
  faults: {
    'expiration.invalid': ({ id }) => invalidParameters(`The expiration date ${id} is not within the next 30 days.`),
    'role.invalid': ({ id }) =>
      validationException(`Nonexistent role or missing ssm service principal in trust policy: ${id}`),
    'tag.invalid': ({ id }) => validationException(`Invalid tag key or value : ${id}`),
  },
  async run(input, { activations, serviceRoles }, call) {
    await serviceRoles.get(call, input.IamRole, 'ssm.amazonaws.com')
    const { activation, code } = await activations.create(call, {
      roleName: input.IamRole,
      tags: (input.Tags ?? []).map(({ Key, Value }) => [Key, Value] as const),
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.DefaultInstanceName !== undefined && { defaultInstanceName: input.DefaultInstanceName }),
      ...(input.RegistrationLimit !== undefined && { registrationLimit: input.RegistrationLimit }),
      ...(input.ExpirationDate !== undefined && { expiresAt: input.ExpirationDate }),
    })
    return { ActivationId: activation.id, ActivationCode: code }
  },
})
