// What a person calls a host, to one managed node. Finds out before a session starts whether the host is there.
import { GetConnectionStatusCommand, type InstanceInformation, type SSMClient } from '@aws-sdk/client-ssm'
import { findNodes } from '../aws/find-nodes.ts'
import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'
import { type Column, renderTable } from '../output/table.ts'

/** How a target is written. */
export type TargetPattern =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }

/** A managed node; what is more than its id is known only to callers who may list nodes. */
export interface Target {
  readonly id: string
  readonly name?: string
  readonly platform?: string
}

/** Reads `i-…`, `mi-…`, `tag:Key=Value`, `Name=web-1` or a bare name. */
export function parseTarget(text: string): TargetPattern {
  if (/^m?i-[0-9a-f]{8,17}$/.test(text)) return { kind: 'id', id: text }
  const [, key, value] = /^(?:tag:(?=[^=]))?([^=]+)=(.+)$/s.exec(text) ?? []
  if (key !== undefined && value !== undefined) {
    if (text === `tag:${key}=${value}` || key === 'Name') return { kind: 'tag', key, value }
  } else if (/^[^=:]+$/.test(text)) return { kind: 'name', name: text }
  const hint = key === undefined || key.startsWith('tag:') ? '' : ` Tags are written tag:${text}.`
  throw new CommandError(
    `'${text}' is no target: give an instance or node id, Name=…, tag:Key=Value or a name.${hint}`,
    exitCodes.usage,
  )
}

/** The one node that the text means, connected. Throws a {@link CommandError} for none, several or one that is away. */
export async function findTarget(client: SSMClient, text: string): Promise<Target> {
  const pattern = parseTarget(text)
  const nodes = await findCandidates(client, pattern)
  if (nodes.length > 1) throw new CommandError(ambiguous(text, nodes), exitCodes.usage)
  const id = pattern.kind === 'id' ? pattern.id : nodes[0]?.InstanceId
  if (id === undefined) throw new CommandError(`No managed node is called ${text}; \`hostler nodes\` lists them.`)
  const target = { id, name: nodes[0]?.Name ?? nodes[0]?.ComputerName, platform: nodes[0]?.PlatformType }
  if (!(await isConnected(client, id))) throw new CommandError(away(target, nodes[0]), exitCodes.unreachable)
  return target
}

async function findCandidates(client: SSMClient, pattern: TargetPattern): Promise<InstanceInformation[]> {
  switch (pattern.kind) {
    case 'id':
      // Whoever may start a session may do so without the right to list nodes.
      return orIfDenied(() => findNodes(client, [{ Key: 'InstanceIds', Values: [pattern.id] }]), [])
    case 'tag':
      return findNodes(client, [{ Key: `tag:${pattern.key}`, Values: [pattern.value] }])
    case 'name': {
      const tagged = await findNodes(client, [{ Key: 'tag:Name', Values: [pattern.name] }])
      if (tagged.length > 0) return tagged
      return (await findNodes(client, [])).filter(node => namesOf(node).includes(pattern.name.toLowerCase()))
    }
  }
}

/** What a node is called besides its tags: the name from its activation, its host name, long and short. */
function namesOf({ Name, ComputerName }: InstanceInformation): string[] {
  return [Name, ComputerName, ComputerName?.split('.')[0]].filter(name => name !== undefined).map(n => n.toLowerCase())
}

/** True also where the caller may not ask: starting the session will tell. */
function isConnected(client: SSMClient, Target: string): Promise<boolean> {
  const ask = async () => (await client.send(new GetConnectionStatusCommand({ Target }))).Status !== 'notconnected'
  return orIfDenied(ask, true)
}

async function orIfDenied<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('AccessDenied')) return otherwise
    throw error
  }
}

const candidateColumns: readonly Column<InstanceInformation>[] = [
  { heading: 'NODE', value: node => node.InstanceId },
  { heading: 'PING', value: node => node.PingStatus },
  { heading: 'NAME', value: node => node.Name ?? node.ComputerName },
  { heading: 'ADDRESS', value: node => node.IPAddress },
]

function ambiguous(text: string, nodes: readonly InstanceInformation[]): string {
  return `${nodes.length} managed nodes are called ${text}; give the id of one:\n${renderTable(candidateColumns, nodes)}`
}

function away({ id }: Target, node: InstanceInformation | undefined): string {
  const lastPing = node?.LastPingDateTime && `, last ping ${node.LastPingDateTime.toISOString()}`
  const known = node ? ` (${node.PingStatus ?? 'no ping'}${lastPing ?? ''})` : ''
  return `${id} is not connected${known}: no agent of that name has a session channel open here.`
}
