// What the tests of CloudWatch Logs share: short ways to call, and names that no other test uses.
import {
  CreateLogGroupCommand,
  type CreateLogGroupCommandInput,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type { TestClients } from '@hostler/testkit/test-clients'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'

let made = 0
export const newName = (prefix = '/test/group') => `${prefix}-${++made}`

export const groupArn = (plane: TestPlane, name: string) =>
  `arn:aws:logs:${testRegion}:${plane.accountId}:log-group:${name}`

/** A new group; its name. */
export async function createGroup({ logs }: TestClients, input: Partial<CreateLogGroupCommandInput> = {}) {
  const logGroupName = input.logGroupName ?? newName()
  await logs.send(new CreateLogGroupCommand({ ...input, logGroupName }))
  return logGroupName
}

export async function createStreams({ logs }: TestClients, logGroupName: string, ...names: string[]) {
  for (const logStreamName of names) await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
}

/** A new group with the stream `s`; its name. */
export async function createGroupWithStream(clients: TestClients): Promise<string> {
  const logGroupName = await createGroup(clients)
  await createStreams(clients, logGroupName, 's')
  return logGroupName
}

/** Puts texts, or events of other times, into a stream. */
export function put(
  { logs }: TestClients,
  logGroupName: string,
  events: readonly (readonly [timestamp: number, message: string])[],
  logStreamName = 's',
) {
  const logEvents = events.map(([timestamp, message]) => ({ timestamp, message }))
  return logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
}

export function read({ logs }: TestClients, logGroupName: string, input: Partial<GetLogEventsCommandInput> = {}) {
  return logs.send(new GetLogEventsCommand({ logGroupName, logStreamName: 's', ...input }))
}

export function filter({ logs }: TestClients, logGroupName: string, input: Partial<FilterLogEventsCommandInput> = {}) {
  return logs.send(new FilterLogEventsCommand({ logGroupName, ...input }))
}

export const textsOf = ({ events }: { readonly events?: readonly { message?: string }[] | undefined }) =>
  events!.map(({ message }) => message)
