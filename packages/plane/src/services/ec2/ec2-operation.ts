import type { ImageCatalogue } from '../../domain/image/image.ts'
import type { Instances } from '../../domain/instance/instances.ts'
import type { InstanceProfile } from '../../domain/instance-profile/instance-profile.ts'
import type { InstanceProfiles } from '../../domain/instance-profile/instance-profiles.ts'
import type { ResourceTags } from '../../domain/tag/resource-tags.ts'
import { operationsOf } from '../operation.ts'

/** All that operations of EC2 can reach. */
export interface Ec2Parts {
  readonly instances: Instances
  readonly images: ImageCatalogue
  readonly tags: ResourceTags
  readonly instanceProfiles: Pick<InstanceProfiles, 'get'>
  findProfileById(accountId: string, id: string): Promise<InstanceProfile | undefined>
}

export const operation = operationsOf<Ec2Parts>()
