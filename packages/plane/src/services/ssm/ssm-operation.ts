import type { ControlChannels } from '../../channels/control/control-channels.ts'
import type { Documents } from '../../domain/document/documents.ts'
import type { SessionPlans } from '../../domain/document/session-plan.ts'
import type { HostDirectory } from '../../domain/node/host-details.ts'
import type { HostRegistrations } from '../../domain/node/host-registrations.ts'
import type { ManagedNodes } from '../../domain/node/managed-nodes.ts'
import type { NodeTokens } from '../../domain/node/node-tokens.ts'
import type { PublicParameters } from '../../domain/parameter/public-parameters.ts'
import type { RecordDestinations } from '../../domain/record/record-destinations.ts'
import type { Role } from '../../domain/role/role.ts'
import type { ServiceRoles } from '../../domain/role/service-roles.ts'
import type { Activations } from '../../domain/activation/activations.ts'
import type { Scope } from '../../domain/basics/scope.ts'
import type { LiveSessions } from '../../domain/session/live-sessions.ts'
import type { Sessions } from '../../domain/session/sessions.ts'
import type { Settings } from '../../domain/setting/settings.ts'
import type { ResourceTags } from '../../domain/tag/resource-tags.ts'
import type { HostOrigin } from '../../identity/caller.ts'
import type { TemporaryCredentials } from '../../identity/session-tokens.ts'
import { operationsOf } from '../operation.ts'

/** All that operations of Systems Manager can reach. */
export interface SsmParts {
  readonly settings: Settings
  readonly serviceRoles: ServiceRoles
  readonly recordDestinations: RecordDestinations
  readonly nodes: ManagedNodes
  readonly hostDetails: HostDirectory
  readonly channels: Pick<ControlChannels, 'extend'>
  readonly registrations: HostRegistrations
  readonly nodeTokens: NodeTokens
  readonly activations: Activations
  /** A node's host is gone for good: ends its sessions and its channel, and forgets it. */
  hostGone(scope: Scope, id: string, reason: string): Promise<void>
  /** Credentials of a role for one host, as Systems Manager hands them out. */
  issueNodeToken(role: Role, host: HostOrigin, now: Date): TemporaryCredentials
  readonly parameters: PublicParameters
  readonly sessions: Sessions
  readonly liveSessions: LiveSessions
  readonly documents: Documents
  readonly sessionPlans: SessionPlans
  /** Where clients reach the plane, if that is another address than the one they call. */
  readonly publicUrl: string | undefined
  readonly tags: ResourceTags
}

export const operation = operationsOf<SsmParts>()
