/** A machine image that `RunInstances` can start, in one region. */
export interface Image {
  /** `ami-…`, different in each region. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly architecture: 'x86_64' | 'arm64'
  /** Who published it, e.g. `amazon`. */
  readonly ownerAlias: string
  /** The publisher's account, twelve digits. */
  readonly ownerId: string
  /** Public parameters whose value is this image, e.g. `/aws/service/ami-amazon-linux-latest/…`. */
  readonly parameters: readonly string[]
  readonly createdAt: Date
}

export interface ImageCatalogue {
  find(region: string, imageId: string): Image | undefined
  /** Sorted by id. */
  list(region: string): readonly Image[]
}
