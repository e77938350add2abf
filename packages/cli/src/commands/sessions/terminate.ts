import { TerminateSessionCommand } from '@aws-sdk/client-ssm'
import type { Clients } from '../../aws/clients.ts'
import { print } from '../../output/terminal.ts'

/** `hostler sessions terminate`: ends a session; the host and whoever is in it are told. */
export async function terminateSession(clients: Clients, sessionId: string): Promise<void> {
  await (await clients.ssm()).send(new TerminateSessionCommand({ SessionId: sessionId }))
  print(`Terminated ${sessionId}.`)
}
