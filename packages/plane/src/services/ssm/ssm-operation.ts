import type { ServiceRoles } from '../../domain/role/service-roles.ts'
import type { ImageCatalogue } from '../../domain/image/image.ts'
import type { ManagedNodes } from '../../domain/node/managed-nodes.ts'
import type { HostRegistrations } from '../../domain/node/host-registrations.ts'
import type { PublicParameters } from '../../domain/parameter/public-parameters.ts'
import type { Settings } from '../../domain/setting/settings.ts'
import type { NodeTokens } from '../../domain/node/node-tokens.ts'
import type { ResourceTags } from '../../domain/tag/resource-tags.ts'
import { operationsOf } from '../operation.ts'

/** All that operations of Systems Manager can reach. */
export interface SsmParts {
  readonly settings: Settings
  readonly serviceRoles: ServiceRoles
  readonly nodes: ManagedNodes
  readonly registrations: HostRegistrations
  readonly nodeTokens: NodeTokens
  readonly parameters: PublicParameters
  readonly images: ImageCatalogue
  readonly tags: ResourceTags
}

export const operation = operationsOf<SsmParts>()
