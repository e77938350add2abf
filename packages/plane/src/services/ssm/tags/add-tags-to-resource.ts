import * as ssm from '@hostler/wire/models/ssm'
import { tagContext } from '../../../access/ask.ts'
import { tooManyTags, validationException } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { askForTagTarget, requireTagTarget } from './tag-target.ts'

export const AddTagsToResource = operation(ssm.AddTagsToResource, {
  asks(input, _names, parts, call) {
    const pairs = input.Tags.map(({ Key, Value }) => [Key, Value] as const)
    const requested = { ...tagContext(pairs, 'aws:requesttag/'), 'aws:tagkeys': pairs.map(([key]) => key) }
    return askForTagTarget('ssm:AddTagsToResource', input, parts, call, 'ec2:CreateTags', requested)
  },
  faults: {
    'tag.limit-exceeded': tooManyTags,
    'tag.invalid': ({ id }) => validationException(`Invalid tag key or value : ${id}`),
  },
  async run(input, parts, call) {
    const resource = await requireTagTarget(input, parts, call)
    await parts.tags.put(resource, new Map(input.Tags.map(({ Key, Value }) => [Key, Value])))
    return {}
  },
})
