import * as ssm from '@hostler/wire/models/ssm'
import { operation } from '../ssm-operation.ts'
import { askForTagTarget, requireTagTarget } from './tag-target.ts'

export const ListTagsForResource = operation(ssm.ListTagsForResource, {
  asks: (input, _names, parts, call) => askForTagTarget('ssm:ListTagsForResource', input, parts, call),
  faults: {},
  async run(input, parts, call) {
    const tags = await parts.tags.list(await requireTagTarget(input, parts, call))
    return { TagList: [...tags].map(([Key, Value]) => ({ Key, Value })) }
  },
})
