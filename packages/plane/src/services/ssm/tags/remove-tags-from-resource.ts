import * as ssm from '@hostler/wire/models/ssm'
import { operation } from '../ssm-operation.ts'
import { askForTagTarget, requireTaggedNode } from './tagged-node.ts'

export const RemoveTagsFromResource = operation(ssm.RemoveTagsFromResource, {
  async asks(input, _names, parts, call) {
    const ask = await askForTagTarget('ssm:RemoveTagsFromResource', input, parts, call)
    return [{ ...ask, context: { ...ask.context, 'aws:tagkeys': input.TagKeys } }]
  },
  faults: {},
  async run(input, parts, call) {
    await parts.tags.remove(await requireTaggedNode(input, parts, call), input.TagKeys)
    return {}
  },
})
