import type { StartSessionCommandInput } from '@aws-sdk/client-ssm'
import type { Destination } from './forward-spec.ts'

export interface PortRequestOptions {
  /** Of the same parameters, for who may not use AWS's. */
  readonly document?: string
  readonly reason?: string
}

/** The call that starts a session for many connections to one destination. */
export function portRequest(
  target: string,
  { host, port }: Destination,
  { document, reason }: PortRequestOptions = {},
): StartSessionCommandInput {
  const isNode = host === 'localhost'
  return {
    Target: target,
    DocumentName: document ?? `AWS-StartPortForwardingSession${isNode ? '' : 'ToRemoteHost'}`,
    Parameters: { portNumber: [String(port)], ...(!isNode && { host: [host] }) },
    ...(reason !== undefined && { Reason: reason }),
  }
}

/** The call that starts a session that is one connection to a port of the node. */
export function connectionRequest(
  target: string,
  port: number,
  { document = 'AWS-StartSSHSession', reason }: PortRequestOptions = {},
): StartSessionCommandInput {
  return {
    Target: target,
    DocumentName: document,
    Parameters: { portNumber: [String(port)] },
    ...(reason !== undefined && { Reason: reason }),
  }
}
