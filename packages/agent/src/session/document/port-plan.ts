import { SessionFailure } from '../session-failure.ts'
import { isObject, type JsonObject } from './start-message.ts'

/** Connections to one address, for the client to use as if it were there. */
export type PortPlan = {
  sessionType: 'Port'
  /** Empty for this host. */
  host: string
  port: number
  /** Several connections where the client can tell them apart; without it the session is one connection. */
  isLocalForwarding: boolean
  /** As the client is told of them. */
  properties: JsonObject
}

/** Throws `SessionFailure`, in the stock agent's words where it has some. */
export function planPort(resolved: JsonObject): PortPlan {
  const properties = isObject(resolved['properties']) ? resolved['properties'] : {}
  for (const name of ['portNumber', 'host', 'type']) {
    if (typeof (properties[name] ?? '') === 'string') continue
    throw new SessionFailure(`Unable to remarshal session properties. ${name} must be a string`)
  }
  const { portNumber = '', host = '', type = '' } = properties as Readonly<Record<string, string>>
  if (portNumber === '') throw new SessionFailure('Port number is empty in session properties.')
  const port = /^\d{1,5}$/.test(portNumber) ? Number(portNumber) : 0
  if (port < 1 || port > 65_535) throw new SessionFailure(`${portNumber.slice(0, 20)} is not the number of a port.`)
  return { sessionType: 'Port', host, port, isLocalForwarding: type === 'LocalPortForwarding', properties }
}
