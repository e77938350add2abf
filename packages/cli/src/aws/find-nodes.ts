import {
  type InstanceInformation,
  type InstanceInformationStringFilter,
  paginateDescribeInstanceInformation,
  type SSMClient,
} from '@aws-sdk/client-ssm'

const pageSize = 50

/** Every managed node of the account and region, or those that all filters let through. */
export async function findNodes(
  client: SSMClient,
  Filters?: InstanceInformationStringFilter[],
): Promise<InstanceInformation[]> {
  const nodes: InstanceInformation[] = []
  for await (const page of paginateDescribeInstanceInformation({ client, pageSize }, { Filters })) {
    nodes.push(...(page.InstanceInformationList ?? []))
  }
  return nodes
}
