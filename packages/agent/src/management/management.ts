// What a host needs to be managed, whichever identity it has: parts that keep it so, and what the worker asks them.
import type { SsmApi } from '../api/ssm-api.ts'
import type { AgentConfig } from '../config/agent-config.ts'
import type { CredentialSource } from '../credentials/credentials.ts'
import type { Identity, Zone } from '../identity/identity.ts'
import type { Peers } from '../peers.ts'
import type { HostPaths } from '../runtime/host-paths.ts'

export type Management = {
  /** Run side by side until their signal is aborted. */
  parts: ((signal: AbortSignal) => Promise<void>)[]
  /** Resolves once there are credentials for the first time. */
  ready: Promise<void>
  /** Where the worker's calls take theirs from. */
  credentials: CredentialSource
  readZone: (signal: AbortSignal) => Promise<Zone>
}

/** What both kinds of host are made of. */
export type ManagementOptions = {
  identity: Identity
  config: AgentConfig
  paths: HostPaths
  /** The SSM API, with calls signed for a region. */
  ssmSignedFor: (region: string) => SsmApi
  peers: Peers
}
