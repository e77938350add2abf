import type { ServiceModel } from '../model/service-model.ts'

const shapesByCode = new WeakMap<ServiceModel, ReadonlyMap<string, string>>()

/** Name of the modelled error shape that has a wire code, or undefined for errors every service shares. */
export function findErrorShape(model: ServiceModel, code: string): string | undefined {
  let byCode = shapesByCode.get(model)
  if (!byCode) {
    byCode = new Map(
      Object.entries(model.shapes).flatMap(([name, shape]) =>
        shape.type === 'structure' && shape.error ? [[shape.error.code ?? name, name] as const] : [],
      ),
    )
    shapesByCode.set(model, byCode)
  }
  return byCode.get(code)
}
