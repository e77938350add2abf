import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults, policyNotFound } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { placeArn } from '../../../domain/organization/organization-names.ts'
import { findPlace, findPolicy } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

export const ListTargetsForPolicy = operation(organizations.ListTargetsForPolicy, {
  asks: ({ PolicyId }, _, parts, call) => mayOrganize('ListTargetsForPolicy', [PolicyId], parts, call),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    if (!findPolicy(organization, input.PolicyId)) throw policyNotFound()
    const targets = organization.attachments
      .filter(({ policyId }) => policyId === input.PolicyId)
      .flatMap(({ targetId }) => findPlace(organization, targetId) ?? [])
    const { items, next } = pageOf(targets, input)
    return {
      Targets: items.map(({ id, name, type }) => ({
        TargetId: id,
        Arn: placeArn(organization, id),
        Name: name,
        Type: type,
      })),
      ...next,
    }
  },
})
