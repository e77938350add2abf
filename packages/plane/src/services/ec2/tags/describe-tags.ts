import * as ec2 from '@hostler/wire/models/ec2'
import type { TagDescription } from '@hostler/wire/models/ec2'
import { may } from '../../../access/ask.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { invalidNextToken } from '../errors.ts'
import { type FilterReader, matcherOf } from '../filters.ts'
import { pageOf } from '../paging.ts'

export const DescribeTags = operation(ec2.DescribeTags, {
  asks: () => [may('ec2:DescribeTags', '*')],
  faults: { 'page-token.invalid': invalidNextToken },
  async run(input, parts, call) {
    endDryRun(input)
    const all: TagDescription[] = []
    for (const [ResourceId, tags] of await parts.tags.listByType(call, 'instance')) {
      for (const [Key, Value] of tags) all.push({ ResourceId, ResourceType: 'instance', Key, Value })
    }
    const matches = matcherOf(input.Filters, tagFilters, ({ Key = '', Value = '' }) => new Map([[Key, Value]]))
    const { items, NextToken } = pageOf(all.filter(matches), input, sortKey)
    return { Tags: items, NextToken }
  },
})

const sortKey = ({ ResourceId, Key }: TagDescription) => `${ResourceId}\n${Key}`

const tagFilters: Readonly<Record<string, FilterReader<TagDescription>>> = {
  key: tag => [tag.Key],
  value: tag => [tag.Value],
  'resource-id': tag => [tag.ResourceId],
  'resource-type': tag => [tag.ResourceType],
}
