import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'

/** What an agent says of itself in UpdateInstanceInformation. Absent means never said. */
export interface AgentFacts {
  readonly agentName?: string
  readonly agentVersion?: string
  readonly agentStatus?: string
  readonly platformType?: string
  readonly platformName?: string
  readonly platformVersion?: string
  readonly ipAddress?: string
  readonly computerName?: string
  readonly availabilityZone?: string
  readonly availabilityZoneId?: string
  readonly connectionChannel?: string
}

/** A managed node: a host whose agent has reported at least once. */
export interface ManagedNode extends Scope {
  /** `i-…` (EC2) or `mi-…` (hybrid). */
  readonly id: string
  readonly facts: AgentFacts
  /** Name of the role, without path, when the last report was signed with a token of Systems Manager. */
  readonly roleName?: string
  readonly registeredAt: Date
  readonly lastPingAt: Date
  /** Set for hybrid nodes. */
  readonly hybrid?: Pick<HybridFacts, 'activationId' | 'name'>
}

/** What a hybrid node has of its activation. */
export interface HybridFacts {
  readonly activationId: string
  /** Path and name of the role whose credentials it gets. */
  readonly roleName: string
  /** The activation's default name. */
  readonly name?: string
}

/** Public key that a host registered for itself (`RegisterManagedInstance`). */
export interface HostRegistration extends Scope {
  readonly id: string
  /** SPKI DER in base64. */
  readonly publicKey: string
  readonly publicKeyType: string
  readonly fingerprint: string
  readonly registeredAt: Date
  /** Set for hybrid nodes. */
  readonly hybrid?: HybridFacts
}

export interface NodeReader {
  find(scope: Scope, id: string): Promise<ManagedNode | undefined>
  /** Sorted by id. */
  list(scope: Scope, page: PageRequest): Promise<Page<ManagedNode>>
  findRegistration(scope: Scope, id: string): Promise<HostRegistration | undefined>
  /** Of whatever account and region: ids of hybrid nodes are unique. */
  findRegistrationById(id: string): Promise<HostRegistration | undefined>
}

export interface NodeWriter extends NodeReader {
  put(node: ManagedNode): Promise<void>
  delete(scope: Scope, id: string): Promise<void>
  /** Last pings of many nodes at once; nodes that are gone are passed over. */
  putPings(pings: readonly (Scope & { readonly id: string; readonly lastPingAt: Date })[]): Promise<void>
  putRegistration(registration: HostRegistration): Promise<void>
  deleteRegistration(scope: Scope, id: string): Promise<void>
}
