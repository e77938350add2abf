import { join } from 'node:path'

/** Where the agent keeps things: the stock agent's places, below a root that is `/` on a real host. */
export type HostPaths = {
  config: string
  vault: string
  runtimeConfig: string
  /** Credentials of Default Host Management. */
  sharedCredentials: string
  /** What `-register` leaves for people and scripts: node id and region. */
  registration: string
  log: string
  /** What open sessions have shown, where that is to be logged. */
  sessionLogs: string
}

export function hostPaths(root: string): HostPaths {
  const state = join(root, '/var/lib/amazon/ssm')
  return {
    config: join(root, '/etc/amazon/ssm/amazon-ssm-agent.json'),
    vault: join(state, 'Vault'),
    runtimeConfig: join(state, 'runtimeconfig/identity_config.json'),
    sharedCredentials: join(state, 'credentials'),
    registration: join(state, 'registration'),
    sessionLogs: join(state, 'session-logs'),
    log: join(root, '/var/log/amazon/ssm/amazon-ssm-agent.log'),
  }
}
