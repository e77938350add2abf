import type { ServiceModel, Shape } from './service-model.ts'

/**
 * Makes a compiler of shapes: `build` runs once per shape of a table and its result is kept, so that reading a request
 * costs no look-ups in the table. A shape that contains itself reaches itself through a forwarding function.
 */
export function perShape<Args extends readonly unknown[], Result>(
  build: (model: ServiceModel, shape: Shape, name: string) => (...args: Args) => Result,
): (model: ServiceModel, name: string) => (...args: Args) => Result {
  const cache = new WeakMap<ServiceModel, Map<string, (...args: Args) => Result>>()
  return (model, name) => {
    const built = cacheOf(cache, model)
    const known = built.get(name)
    if (known) return known
    const shape = model.shapes[name]
    if (!shape) throw new Error(`the ${model.service} table has no shape ${name}`)
    let compiled: ((...args: Args) => Result) | undefined
    built.set(name, (...args) => compiled!(...args))
    compiled = build(model, shape, name)
    built.set(name, compiled)
    return compiled
  }
}

function cacheOf<T>(cache: WeakMap<ServiceModel, Map<string, T>>, model: ServiceModel): Map<string, T> {
  const known = cache.get(model)
  if (known) return known
  const created = new Map<string, T>()
  cache.set(model, created)
  return created
}
