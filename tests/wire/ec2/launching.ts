// What tests of EC2 do over and over: name an image, launch, look an instance up.
import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  type RunInstancesCommandOutput,
} from '@aws-sdk/client-ec2'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import type { TestClients } from '@hostler/testkit/test-clients'
import type { TestPlane } from '@hostler/testkit/test-plane'
import { expect } from 'vitest'

/** The image that Amazon's parameter names in the clients' region. */
export async function imageIdOf({ ssm }: TestClients): Promise<string> {
  const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
  return (await ssm.send(new GetParameterCommand({ Name }))).Parameter!.Value!
}

/** RunInstances as asked; one instance unless `input` says otherwise. Waits for no machine. */
export async function launch(
  clients: TestClients,
  input: Partial<RunInstancesCommandInput> = {},
): Promise<RunInstancesCommandOutput> {
  const ImageId = 'ImageId' in input ? input.ImageId : await imageIdOf(clients)
  return clients.ec2.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ...input, ImageId }))
}

/** Instances that run. */
export async function runningHosts(plane: TestPlane, count = 1, input: Partial<RunInstancesCommandInput> = {}) {
  return (await plane.hosts(count, input)).map(({ instanceId }) => instanceId)
}

/** DescribeInstances without its reservations. */
export async function listInstances(
  { ec2 }: TestClients,
  input: DescribeInstancesCommandInput = {},
): Promise<Instance[]> {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand(input))
  return Reservations!.flatMap(({ Instances }) => Instances!)
}

export async function findInstance(clients: TestClients, id: string): Promise<Instance> {
  return (await listInstances(clients, { InstanceIds: [id] }))[0]!
}

export async function stateOf(clients: TestClients, id: string): Promise<string> {
  return (await findInstance(clients, id)).State!.Name!
}

/** How EC2 refuses a user whom no policy allows an action; listings are refused without a resource. */
export function ec2Denial(plane: TestPlane, userName: string, action: string, resource?: string) {
  return {
    code: 'UnauthorizedOperation',
    status: 403,
    message: expect.stringContaining(
      `You are not authorized to perform this operation. User: arn:aws:iam::${plane.accountId}:user/${userName}` +
        ` is not authorized to perform: ${action}${resource === undefined ? '' : ` on resource: ${resource}`}` +
        ` because no identity-based policy allows the ${action} action. Encoded authorization failure message: `,
    ),
  }
}

/** An id of the right form that nothing has. */
export const unknownInstanceId = 'i-0ffffffffffffffff'
export const dryRunSucceeded = {
  code: 'DryRunOperation',
  status: 412,
  message: 'Request would have succeeded, but DryRun flag is set.',
}
