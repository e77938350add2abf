import * as ec2 from '@hostler/wire/models/ec2'
import { askForInstances } from '../asks.ts'
import { requestTagKeys } from '../condition-keys.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults, tagFaults } from '../errors.ts'
import { requireTaggedInstances } from './tagged-instances.ts'

export const CreateTags = operation(ec2.CreateTags, {
  async asks({ Resources, Tags }, _names, parts, call) {
    const asks = await askForInstances('ec2:CreateTags', Resources, parts, call)
    return asks.map(ask => ({ ...ask, context: { ...ask.context, ...requestTagKeys(Tags) } }))
  },
  faults: { ...instanceFaults, ...tagFaults },
  async run(input, parts, call) {
    const resources = await requireTaggedInstances(input.Resources, parts, call)
    endDryRun(input)
    const tags = new Map(input.Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
    for (const resource of resources) await parts.tags.put(resource, tags)
    return {}
  },
})
