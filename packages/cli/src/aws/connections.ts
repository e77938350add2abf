// How connections to the API and to sessions are made: which authorities they trust, and by which proxy they go.
import { Agent as HttpAgent, type AgentOptions } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { trustAuthorities } from './trust.ts'

/** HTTPS with the trust that the settings ask for, established at the first connection. */
class TrustingAgent extends HttpsAgent {
  override createConnection(...args: Parameters<HttpsAgent['createConnection']>) {
    trustAuthorities()
    return super.createConnection(...args)
  }
}

export interface Connections {
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
}

/** Agents that go by HTTP_PROXY, HTTPS_PROXY and NO_PROXY. This machine itself is never asked for through a proxy. */
export function createConnections(env: NodeJS.ProcessEnv = process.env): Connections {
  const direct = ['localhost', '127.0.0.1', '[::1]', '::1', env['NO_PROXY'] ?? env['no_proxy']]
  const noProxy = direct.filter(Boolean).join(',')
  const options: AgentOptions = {
    keepAlive: true,
    maxSockets: 50,
    proxyEnv: { ...env, NO_PROXY: noProxy, no_proxy: noProxy },
  }
  return { httpAgent: new HttpAgent(options), httpsAgent: new TrustingAgent(options) }
}
