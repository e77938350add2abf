import type { InstanceInformation } from '@aws-sdk/client-ssm'
import type { Clients } from '../aws/clients.ts'
import { findNodes } from '../aws/find-nodes.ts'
import { type Column, renderPlain, renderTable } from '../output/table.ts'
import { isForPeople, print } from '../output/terminal.ts'

export const nodeColumns: readonly Column<InstanceInformation>[] = [
  { heading: 'NODE', value: node => node.InstanceId },
  { heading: 'PING', value: node => node.PingStatus },
  { heading: 'AGENT', value: node => node.AgentVersion },
  { heading: 'PLATFORM', value: node => [node.PlatformName, node.PlatformVersion].filter(Boolean).join(' ') },
  { heading: 'ADDRESS', value: node => node.IPAddress },
  { heading: 'NAME', value: node => node.ComputerName },
  { heading: 'ROLE', value: node => node.IamRole },
  { heading: 'LAST PING', value: node => node.LastPingDateTime?.toISOString() },
]

/** `hostler nodes`: every managed node of the account and region. */
export async function listNodes(clients: Clients, options: { readonly json?: boolean }): Promise<void> {
  const nodes = await findNodes(await clients.ssm())
  if (options.json) return print(JSON.stringify(nodes, null, 2))
  if (!isForPeople()) return nodes.length > 0 ? print(renderPlain(nodeColumns, nodes)) : undefined
  print(nodes.length > 0 ? renderTable(nodeColumns, nodes) : 'No managed nodes.')
}
