import type { ImageCatalogue } from '../domain/image/image.ts'
import type { Instance } from '../domain/instance/instance.ts'
import { instanceProfileArn } from '../domain/instance-profile/instance-profile.ts'
import type { HostDirectory } from '../domain/node/host-details.ts'
import type { Scope } from '../domain/basics/scope.ts'
import type { Reader } from '../domain/storage.ts'

/** What the instance behind a node tells about the machine. */
export function createHostDirectory(
  read: Reader,
  images: ImageCatalogue,
  instances: { find(scope: Scope, id: string): Promise<Instance | undefined> },
): HostDirectory {
  return {
    async find(scope, id) {
      const instance = await instances.find(scope, id)
      if (!instance || instance.state === 'terminated') return undefined
      const tags = await read.tags.list({ ...scope, type: 'instance', id })
      const profile =
        instance.profileAssociation &&
        (await read.instanceProfiles.findById(scope.accountId, instance.profileAssociation.profileId))
      return {
        instanceType: instance.instanceType,
        state: instance.state,
        launchedAt: instance.launchedAt,
        name: tags.get('Name'),
        architecture: images.find(scope.region, instance.imageId)?.architecture,
        keyName: instance.keyName,
        instanceProfileArn: profile && instanceProfileArn(profile),
      }
    },
  }
}
