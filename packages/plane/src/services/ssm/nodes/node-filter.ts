// Filters of the node listings: one predicate over a node and what surrounds it, made from either filter family.
// Values of a filter are alternatives; filters all have to hold.
import type { ManagedNode } from '../../../domain/node/node.ts'
import type { PingStatus } from '../../../domain/node/managed-nodes.ts'
import { compareAgentVersions, parseAgentVersion } from '../../../domain/node/agent-version.ts'
import type { Tags } from '../../../domain/tag/tag.ts'

export type FilterOperator = 'Equal' | 'NotEqual' | 'BeginWith' | 'LessThan' | 'GreaterThan'

/** One filter of any family, spelled alike. */
export interface NodeFilter {
  readonly key: string
  readonly values: readonly string[]
  readonly operator?: FilterOperator
}

/** A node as filters see it. */
export interface FilteredNode {
  readonly node: ManagedNode
  readonly pingStatus: PingStatus
  readonly tags: Tags
}

/** What a key reads off a node; a node without it matches no value. */
const readers: Readonly<Record<string, (candidate: FilteredNode) => string | undefined>> = {
  InstanceIds: ({ node }) => node.id,
  SourceIds: ({ node }) => node.id,
  AgentVersion: ({ node }) => node.facts.agentVersion,
  PingStatus: ({ pingStatus }) => pingStatus,
  PlatformType: ({ node }) => node.facts.platformType,
  PlatformTypes: ({ node }) => node.facts.platformType,
  IamRole: ({ node }) => node.roleName,
  ResourceType: ({ node }) => resourceTypeOf(node.id),
  SourceTypes: ({ node }) => sourceTypeOf(node.id),
  ActivationIds: ({ node }) => node.hybrid?.activationId,
  // No node has an association while there are none here.
  AssociationStatus: () => undefined,
}

const allowedValues: Readonly<Record<string, readonly string[]>> = {
  PingStatus: ['Online', 'ConnectionLost', 'Inactive'],
  PlatformType: ['Windows', 'Linux', 'MacOS'],
  PlatformTypes: ['Windows', 'Linux', 'MacOS'],
  ResourceType: ['ManagedInstance', 'EC2Instance', 'Document'],
  SourceTypes: ['AWS::EC2::Instance', 'AWS::SSM::ManagedInstance', 'AWS::IoT::Thing'],
  AssociationStatus: ['Success', 'Pending', 'Failed'],
}

export function resourceTypeOf(id: string): 'EC2Instance' | 'ManagedInstance' {
  return id.startsWith('mi-') ? 'ManagedInstance' : 'EC2Instance'
}

export function sourceTypeOf(id: string): 'AWS::EC2::Instance' | 'AWS::SSM::ManagedInstance' {
  return id.startsWith('mi-') ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance'
}

export type FilterProblem = { readonly badKey: string } | { readonly badValue: string }

/** The first thing that is wrong with the filters, before anything is read. */
export function findFilterProblem(filters: readonly NodeFilter[]): FilterProblem | undefined {
  for (const { key, values } of filters) {
    if (!isTagKey(key) && !Object.hasOwn(readers, key)) return { badKey: key }
    if (isTagKey(key) && filters.some(other => !isTagKey(other.key))) return { badKey: key }
    const bad = allowedValues[key] && values.find(value => !allowedValues[key]!.includes(value))
    if (bad !== undefined) return { badValue: bad }
  }
  return undefined
}

export function matchesFilters(candidate: FilteredNode, filters: readonly NodeFilter[]): boolean {
  return filters.every(filter => matches(candidate, filter))
}

export function isTagKey(key: string): boolean {
  return key === 'tag-key' || key.startsWith('tag:')
}

function matches(candidate: FilteredNode, { key, values, operator = 'Equal' }: NodeFilter): boolean {
  if (key === 'tag-key') return values.some(value => candidate.tags.has(value))
  const actual = key.startsWith('tag:') ? candidate.tags.get(key.slice('tag:'.length)) : readers[key]!(candidate)
  if (actual === undefined) return operator === 'NotEqual'
  switch (operator) {
    case 'Equal':
      return values.includes(actual)
    case 'NotEqual':
      return !values.includes(actual)
    case 'BeginWith':
      return values.some(value => actual.startsWith(value))
    case 'LessThan':
      return values.some(value => compare(actual, value) < 0)
    case 'GreaterThan':
      return values.some(value => compare(actual, value) > 0)
  }
}

/** Versions compare by number, everything else as text. */
function compare(a: string, b: string): number {
  const [left, right] = [parseAgentVersion(a), parseAgentVersion(b)]
  if (left && right) return compareAgentVersions(left, right)
  return a < b ? -1 : a > b ? 1 : 0
}
