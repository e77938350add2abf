import type { Scope } from '../basics/scope.ts'

/** One tagged thing. IAM's resources are global: their scope's region is `''` and their id the unique id. */
export interface TaggedResource extends Scope {
  /** `instance`, `managed-instance`, `user`, `role`, … */
  readonly type: string
  readonly id: string
}

export type Tags = ReadonlyMap<string, string>

export interface TagReader {
  list(resource: TaggedResource): Promise<Tags>
  /** Every tag of one type in an account and region, by resource id: for tag filters. */
  listByType(scope: Scope, type: string): Promise<ReadonlyMap<string, Tags>>
}

export interface TagWriter extends TagReader {
  put(resource: TaggedResource, tags: Tags): Promise<void>
  remove(resource: TaggedResource, keys: readonly string[]): Promise<void>
  removeAll(resource: TaggedResource): Promise<void>
}
