import * as ec2 from '@hostler/wire/models/ec2'
import type { Reservation } from '@hostler/wire/models/ec2'
import { may } from '../../../access/ask.ts'
import type { Instance } from '../../../domain/instance/instance.ts'
import type { Tags } from '../../../domain/tag/tag.ts'
import { endDryRun } from '../dry-run.ts'
import { type Ec2Parts, operation } from '../ec2-operation.ts'
import { instanceFaults, invalidNextToken } from '../errors.ts'
import { matcherOf } from '../filters.ts'
import { pageOf } from '../paging.ts'
import { instanceFilters } from './instance-filters.ts'
import { findInstances } from './instance-ids.ts'
import { renderInstance } from './render-instance.ts'

const noTags: Tags = new Map()

export const DescribeInstances = operation(ec2.DescribeInstances, {
  asks: () => [may('ec2:DescribeInstances', '*')],
  faults: { ...instanceFaults, 'page-token.invalid': invalidNextToken },
  async run(input, parts, call) {
    endDryRun(input)
    const found = await findInstances(input.InstanceIds, parts, call)
    const tags = await parts.tags.listByType(call, 'instance')
    const tagsOf = ({ id }: Instance) => tags.get(id) ?? noTags
    const matches = matcherOf(input.Filters, instanceFilters, tagsOf)
    const { items, NextToken } = pageOf(found.filter(matches), input, ({ id }) => id)
    return { Reservations: await reservationsOf(items, tagsOf, parts), NextToken }
  },
})

/** Instances of one launch stand together. */
async function reservationsOf(
  instances: readonly Instance[],
  tagsOf: (instance: Instance) => Tags,
  parts: Ec2Parts,
): Promise<Reservation[]> {
  const grouped = Map.groupBy(instances, ({ reservationId }) => reservationId)
  return Promise.all(
    [...grouped].map(async ([ReservationId, members]) => ({
      ReservationId,
      OwnerId: members[0]!.accountId,
      Groups: [],
      Instances: await Promise.all(members.map(member => renderInstance(member, tagsOf(member), parts))),
    })),
  )
}
