import { type SSMClient, StartSessionCommand, type StartSessionCommandInput } from '@aws-sdk/client-ssm'
import { CommandError } from '../output/failure.ts'

/** What its client needs of a session that was started. */
export interface NewSession {
  readonly id: string
  readonly streamUrl: string
  /** Good for one connection. */
  readonly token: string
}

export async function startSession(client: SSMClient, request: StartSessionCommandInput): Promise<NewSession> {
  const { SessionId: id, StreamUrl: streamUrl, TokenValue: token } = await client.send(new StartSessionCommand(request))
  if (!id || !streamUrl || !token) throw new CommandError('The service started no session.')
  return { id, streamUrl, token }
}
