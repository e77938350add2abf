import * as ssm from '@hostler/wire/models/ssm'
import type { DescribeInstanceInformationRequest } from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import {
  invalidFilterKey,
  invalidInstanceId,
  invalidInstanceInformationFilterValue,
  invalidNextToken,
  validationException,
} from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { listNodes } from './list-nodes.ts'
import { findFilterProblem, type NodeFilter } from './node-filter.ts'
import { renderNode } from './render-node.ts'

const defaultPageSize = 10

export const DescribeInstanceInformation = operation(ssm.DescribeInstanceInformation, {
  asks: (_, names) => [may('ssm:DescribeInstanceInformation', names.anySsm)],
  faults: { 'page-token.invalid': invalidNextToken, 'node.not-found': invalidInstanceId },
  async run(input, { nodes, tags }, call) {
    const filters = filtersOf(input)
    const problem = findFilterProblem(filters)
    if (problem && 'badKey' in problem) throw invalidFilterKey(problem.badKey)
    if (problem) throw invalidInstanceInformationFilterValue(problem.badValue)
    for (const { values } of filters.filter(({ key }) => key === 'InstanceIds')) await nodes.requireHosts(call, values)
    const { found, nextToken } = await listNodes(
      { filters, limit: input.MaxResults ?? defaultPageSize, nextToken: input.NextToken, includesStopped: false },
      { nodes, tags },
      call,
    )
    const isLatest = await nodes.latestVersionTest(call)
    return {
      InstanceInformationList: found.map(node => renderNode(node, isLatest(node.node))),
      NextToken: nextToken,
    }
  },
})

function filtersOf({ Filters, InstanceInformationFilterList }: DescribeInstanceInformationRequest): NodeFilter[] {
  if (Filters && InstanceInformationFilterList) {
    throw validationException('Filters and InstanceInformationFilterList cannot be used together.')
  }
  return Filters
    ? Filters.map(({ Key, Values }) => ({ key: Key, values: Values }))
    : (InstanceInformationFilterList ?? []).map(({ key, valueSet }) => ({ key, values: valueSet }))
}
