import * as iam from '@hostler/wire/models/iam'
import { mayCreate } from '../asks.ts'
import { documentFaults, entityAlreadyExists, tagFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'
import { renderPolicy } from './render-policy.ts'

export const CreatePolicy = operation(iam.CreatePolicy, {
  asks: (input, names) => mayCreate('Policy', names.policy((input.Path ?? '/') + input.PolicyName), input),
  faults: {
    ...documentFaults,
    ...tagFaults,
    'policy.already-exists': ({ id }) =>
      entityAlreadyExists(`A policy called ${id} already exists. Duplicate names are not allowed.`),
  },
  async run(input, { customerPolicies, managedPolicies }, call) {
    const { arn } = await customerPolicies.create(call, {
      name: input.PolicyName,
      path: input.Path ?? '/',
      description: input.Description ?? '',
      document: input.PolicyDocument,
      tags: readTags(input.Tags),
    })
    const policy = renderPolicy(await managedPolicies.getUse(call.accountId, arn))
    return { Policy: { ...policy, ...(input.Tags?.length && { Tags: input.Tags }) } }
  },
})
