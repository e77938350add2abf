import * as ssm from '@hostler/wire/models/ssm'
import { operation } from '../ssm-operation.ts'
import { askForTagTarget, requireTagTarget } from './tag-target.ts'

export const RemoveTagsFromResource = operation(ssm.RemoveTagsFromResource, {
  asks(input, _names, parts, call) {
    const requested = { 'aws:tagkeys': input.TagKeys }
    return askForTagTarget('ssm:RemoveTagsFromResource', input, parts, call, 'ec2:DeleteTags', requested)
  },
  faults: {},
  async run(input, parts, call) {
    await parts.tags.remove(await requireTagTarget(input, parts, call), input.TagKeys)
    return {}
  },
})
