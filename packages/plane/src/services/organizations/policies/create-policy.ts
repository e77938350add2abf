import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize, requestTags, taggedIn } from '../asks.ts'
import { policyFaults, tagFaults } from '../errors.ts'
import { renderPolicy } from '../render.ts'
import { readTags } from '../tags/read-tags.ts'
import { readPolicyType } from './policy-type.ts'
import { operation } from '../organizations-operation.ts'

export const CreatePolicy = operation(organizations.CreatePolicy, {
  async asks({ Type, Tags }, _, parts, call) {
    const context = { ...requestTags(Tags), 'organizations:policytype': Type }
    const create = await mayOrganize('CreatePolicy', [], parts, call, context)
    return Tags?.length ? [...create, ...(await mayOrganize('TagResource', [], parts, call, context))] : create
  },
  faults: { ...policyFaults, ...tagFaults },
  async run({ Name, Description, Content, Type, Tags }, parts, call) {
    const tags = readTags(Tags)
    const given = { name: Name, description: Description, content: Content, type: readPolicyType(Type) }
    const { organization, policy } = await parts.policies.create(call, given)
    if (tags.size > 0) await parts.tags.put(taggedIn(organization, policy.id), tags)
    return { Policy: renderPolicy(organization, policy) }
  },
})
