import * as ec2 from '@hostler/wire/models/ec2'
import type { Tag } from '@hostler/wire/models/ec2'
import type { Tags } from '../../../domain/tag/tag.ts'
import { askForInstances } from '../asks.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults } from '../errors.ts'
import { requireTaggedInstances } from './tagged-instances.ts'

/** Without tags all go; a tag with a value goes only if it has that value. */
export const DeleteTags = operation(ec2.DeleteTags, {
  async asks({ Resources, Tags = [] }, _names, parts, call) {
    const asks = await askForInstances('ec2:DeleteTags', Resources, parts, call)
    const keys = Tags.map(({ Key = '' }) => Key)
    return asks.map(ask => ({ ...ask, context: { ...ask.context, 'aws:tagkeys': keys } }))
  },
  faults: instanceFaults,
  async run(input, parts, call) {
    const resources = await requireTaggedInstances(input.Resources, parts, call)
    endDryRun(input)
    for (const resource of resources) {
      const present = await parts.tags.list(resource)
      await parts.tags.remove(resource, keysToRemove(present, input.Tags))
    }
    return {}
  },
})

function keysToRemove(present: Tags, named: readonly Tag[] | undefined): string[] {
  if (!named?.length) return [...present.keys()]
  return named
    .filter(({ Key = '', Value }) => Value === undefined || present.get(Key) === Value)
    .map(({ Key = '' }) => Key)
}
