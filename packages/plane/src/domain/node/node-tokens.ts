// Default Host Management: an instance without a usable profile asks for credentials of the role that the
// account's setting names. The rules in order; each refusal is told apart in the log, few to the caller.
import { DomainError } from '../basics/errors.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import type { Role } from '../role/role.ts'
import { defaultHostManagementRole, noValue } from '../setting/definitions.ts'
import type { Settings } from '../setting/settings.ts'
import { type AgentVersion, isBefore } from './agent-version.ts'
import type { HostRegistrations } from './host-registrations.ts'

/** First agent version that knows Default Host Management. */
export const oldestAgentVersion: AgentVersion = [3, 2, 582, 0]

/** Who asks, with what proof. */
export interface NodeTokenRequest {
  readonly instanceId: string
  readonly fingerprint: string
  /** How the instance identity credentials were fetched from the metadata service. */
  readonly roleDelivery: '1.0' | '2.0' | undefined
  /** Version that the agent states, if it states one. */
  readonly agentVersion: AgentVersion | undefined
  /** Whether the request is signed with the private half of this key (base64 SPKI). */
  isSignedWith(publicKey: string): boolean
}

export interface NodeTokens {
  /**
   * The role whose credentials the instance gets. Throws `registration.not-found`, `fingerprint.invalid`,
   * `proof.invalid`, `metadata-version.denied`, `agent-version.denied`, `host-management.denied` (setting off, or its
   * role gone or no longer trusting Systems Manager).
   */
  grant(context: ActionContext, request: NodeTokenRequest): Promise<Role>
  /**
   * The role whose credentials a hybrid node gets, which has proved itself with its key. Throws
   * `registration.not-found`, `fingerprint.invalid`, `node-role.denied` (gone, or no longer trusting Systems Manager).
   */
  grantHybrid(context: ActionContext, nodeId: string, fingerprint: string): Promise<Role>
}

export function createNodeTokens(parts: {
  settings: Settings
  registrations: HostRegistrations
  serviceRoles: { get(scope: Scope, pathAndName: string, service: string): Promise<Role> }
}): NodeTokens {
  async function roleOf(context: ActionContext): Promise<Role> {
    const { value } = await parts.settings.get(context, defaultHostManagementRole)
    if (value === noValue) throw denied(context, 'the setting names no role')
    try {
      return await parts.serviceRoles.get(context, value, 'ssm.amazonaws.com')
    } catch (error) {
      if (error instanceof DomainError) throw denied(context, `role ${value} is gone or does not trust Systems Manager`)
      throw error
    }
  }

  return {
    async grant(context, request) {
      const { instanceId, fingerprint, roleDelivery, agentVersion } = request
      const registration = await parts.registrations.find(context, instanceId)
      if (!registration) throw new DomainError('registration', 'not-found', instanceId)
      if (registration.fingerprint !== fingerprint) throw new DomainError('fingerprint', 'invalid', fingerprint)
      if (!request.isSignedWith(registration.publicKey)) throw new DomainError('proof', 'invalid', instanceId)
      if (roleDelivery !== '2.0') throw new DomainError('metadata-version', 'denied', instanceId)
      if (agentVersion && isBefore(agentVersion, oldestAgentVersion)) {
        throw new DomainError('agent-version', 'denied', agentVersion.join('.'))
      }
      return roleOf(context)
    },
    async grantHybrid(context, nodeId, fingerprint) {
      const registration = await parts.registrations.find(context, nodeId)
      if (!registration?.hybrid) throw new DomainError('registration', 'not-found', nodeId)
      if (registration.fingerprint !== fingerprint) throw new DomainError('fingerprint', 'invalid', fingerprint)
      const { roleName } = registration.hybrid
      try {
        return await parts.serviceRoles.get(context, roleName, 'ssm.amazonaws.com')
      } catch (error) {
        if (error instanceof DomainError) throw new DomainError('node-role', 'denied', roleName)
        throw error
      }
    },
  }
}

function denied({ accountId }: Scope, detail: string): DomainError {
  return new DomainError('host-management', 'denied', accountId, { detail })
}
