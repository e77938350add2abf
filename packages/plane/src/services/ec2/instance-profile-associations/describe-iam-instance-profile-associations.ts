import * as ec2 from '@hostler/wire/models/ec2'
import { may } from '../../../access/ask.ts'
import type { Instance } from '../../../domain/instance/instance.ts'
import { operation } from '../ec2-operation.ts'
import { invalidNextToken } from '../errors.ts'
import { type FilterReader, matcherOf } from '../filters.ts'
import { pageOf } from '../paging.ts'
import { renderAssociation } from './render-association.ts'

export const DescribeIamInstanceProfileAssociations = operation(ec2.DescribeIamInstanceProfileAssociations, {
  asks: () => [may('ec2:DescribeIamInstanceProfileAssociations', '*')],
  faults: { 'page-token.invalid': invalidNextToken },
  async run(input, parts, call) {
    const matches = matcherOf(input.Filters, associationFilters, () => new Map())
    const found = (await parts.instances.list(call))
      .filter(({ profileAssociation, state }) => profileAssociation && state !== 'terminated')
      .filter(({ profileAssociation }) => isWanted(profileAssociation!.id, input.AssociationIds))
      .filter(matches)
    const { items, NextToken } = pageOf(found, input, ({ id }) => id)
    const associations = await Promise.all(items.map(instance => renderAssociation(instance, 'associated', parts)))
    return { IamInstanceProfileAssociations: associations, NextToken }
  },
})

const associationFilters: Readonly<Record<string, FilterReader<Instance>>> = {
  'instance-id': instance => [instance.id],
  state: () => ['associated'],
}

function isWanted(id: string, wanted: readonly string[] | undefined): boolean {
  return !wanted?.length || wanted.includes(id)
}
