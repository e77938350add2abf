/** A machine image that `RunInstances` can start, in one region. */
export interface Image {
  /** `ami-…`, different in each region. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly architecture: 'x86_64' | 'arm64'
  /** Public parameter that names the newest image of its kind, e.g. `/aws/service/ami-amazon-linux-latest/…`. */
  readonly parameterName?: string
  readonly createdAt: Date
}

export interface ImageCatalogue {
  find(region: string, imageId: string): Image | undefined
  /** Sorted by id. */
  list(region: string): readonly Image[]
}
