// Parameters that everybody can read: names of the newest images, as AWS publishes them under /aws/service.
import type { ImageCatalogue } from '../image/image.ts'

export interface PublicParameter {
  readonly name: string
  readonly value: string
  readonly version: number
  readonly lastModifiedAt: Date
  readonly dataType: 'text' | 'aws:ec2:image'
}

export interface PublicParameters {
  find(region: string, name: string): PublicParameter | undefined
  /** Below a path, one level or all; sorted by name. */
  listByPath(region: string, path: string, isRecursive: boolean): readonly PublicParameter[]
}

export function createPublicParameters(images: ImageCatalogue): PublicParameters {
  const list = (region: string): PublicParameter[] =>
    images.list(region).flatMap(image =>
      image.parameters.map(name => ({
        name,
        value: image.id,
        version: 1,
        lastModifiedAt: image.createdAt,
        dataType: 'aws:ec2:image' as const,
      })),
    )
  return {
    find: (region, name) => list(region).find(parameter => parameter.name === name),
    listByPath(region, path, isRecursive) {
      const prefix = path.endsWith('/') ? path : `${path}/`
      return list(region)
        .filter(({ name }) => name.startsWith(prefix) && (isRecursive || !name.slice(prefix.length).includes('/')))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    },
  }
}
