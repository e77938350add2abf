import * as ssm from '@hostler/wire/models/ssm'
import type { DescribeInstancePropertiesRequest, InstanceProperty } from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import type { HostDetails } from '../../../domain/node/host-details.ts'
import {
  invalidDocument,
  invalidFilterKey,
  invalidInstanceId,
  invalidInstancePropertyFilterValue,
  invalidNextToken,
  validationException,
} from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { listNodes } from './list-nodes.ts'
import { type FilterOperator, findFilterProblem, type NodeFilter } from './node-filter.ts'
import { renderNode } from './render-node.ts'

const defaultPageSize = 10

/** Nodes with what is known of the machine behind them; machines that are switched off are listed too. */
export const DescribeInstanceProperties = operation(ssm.DescribeInstanceProperties, {
  asks: (_, names) => [may('ssm:DescribeInstanceProperties', names.anySsm)],
  faults: { 'page-token.invalid': invalidNextToken, 'node.not-found': invalidInstanceId },
  async run(input, { nodes, tags, hostDetails }, call) {
    const filters = filtersOf(input)
    const problem = findFilterProblem(filters)
    if (problem && 'badKey' in problem) throw invalidFilterKey(problem.badKey)
    if (problem) throw invalidInstancePropertyFilterValue(problem.badValue)
    for (const { values } of filters.filter(({ key }) => key === 'InstanceIds')) await nodes.requireHosts(call, values)
    const { found, nextToken } = await listNodes(
      { filters, limit: input.MaxResults ?? defaultPageSize, nextToken: input.NextToken, includesStopped: true },
      { nodes, tags },
      call,
    )
    const isLatest = await nodes.latestVersionTest(call)
    const details = await Promise.all(found.map(({ node }) => hostDetails.find(call, node.id)))
    return {
      InstanceProperties: found.map((node, index) =>
        renderProperty(renderNode(node, isLatest(node.node)), details[index]),
      ),
      NextToken: nextToken,
    }
  },
})

function renderProperty(node: ssm.InstanceInformation, host: HostDetails | undefined): InstanceProperty {
  const { IsLatestVersion: _, ...shared } = node
  return {
    ...shared,
    ...(host && {
      Name: host.name,
      InstanceType: host.instanceType,
      InstanceRole: host.instanceProfileArn,
      KeyName: host.keyName,
      InstanceState: host.state,
      Architecture: host.architecture,
      LaunchTime: host.launchedAt,
    }),
  }
}

function filtersOf(input: DescribeInstancePropertiesRequest): NodeFilter[] {
  const { FiltersWithOperator, InstancePropertyFilterList } = input
  if (FiltersWithOperator && InstancePropertyFilterList) {
    throw validationException('FiltersWithOperator and InstancePropertyFilterList cannot be used together.')
  }
  const filters: NodeFilter[] = FiltersWithOperator
    ? FiltersWithOperator.map(({ Key, Values, Operator }) => ({
        key: Key,
        values: Values,
        operator: (Operator as FilterOperator | undefined) ?? 'Equal',
      }))
    : (InstancePropertyFilterList ?? []).map(({ key, valueSet }) => ({ key, values: valueSet }))
  // Nodes are filtered by what a document supports; a document that does not exist supports nothing.
  const document = filters.find(({ key }) => key === 'DocumentName')
  if (document) throw invalidDocument(document.values.join(', '))
  return filters
}
