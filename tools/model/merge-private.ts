// Joins operations AWS does not publish (known from the open-source agent) to a published table.
import type { ServiceModel } from '../../packages/wire/src/model/service-model.ts'

/** Operations and shapes in the form of the tables; shapes may refer to published ones. */
export type PrivatePart = Pick<ServiceModel, 'operations' | 'shapes'>

/** Throws when AWS has meanwhile published one of the names: then the private description must go. */
export function mergePrivate(model: ServiceModel, part: PrivatePart): ServiceModel {
  return {
    ...model,
    operations: join(model.operations, part.operations),
    shapes: join(model.shapes, part.shapes),
  }
}

function join<T>(published: Readonly<Record<string, T>>, added: Readonly<Record<string, T>>): Record<string, T> {
  const clashes = Object.keys(added).filter(name => name in published)
  if (clashes.length > 0)
    throw new Error(`published by AWS now, remove from tools/model/private: ${clashes.join(', ')}`)
  const all = { ...published, ...added }
  return Object.fromEntries(
    Object.keys(all)
      .toSorted()
      .map(name => [name, all[name]!]),
  )
}
