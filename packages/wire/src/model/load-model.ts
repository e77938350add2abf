// Finds and keeps the model tables. A table is read on the first call of its service, once per process.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ServiceModel } from './service-model.ts'

const loaded = new Map<string, ServiceModel>()
let folder: string | undefined
let names: readonly string[] | undefined

/** The table of one service. Throws for a service that has none. */
export function loadModel(service: string): ServiceModel {
  const known = loaded.get(service)
  if (known) return known
  if (!serviceNames().includes(service)) throw new Error(`there is no model table for service ${service}`)
  const model = JSON.parse(readFileSync(`${modelsFolder()}${service}.json`, 'utf8')) as ServiceModel
  loaded.set(service, model)
  return model
}

/** Every service that has a table, sorted. */
export function serviceNames(): readonly string[] {
  names ??= readdirSync(modelsFolder())
    .filter(name => name.endsWith('.json'))
    .map(name => name.slice(0, -'.json'.length))
    .sort()
  return names
}

/** Beside the running file in a bundle (`dist/models/`), two folders up in the repository. */
function modelsFolder(): string {
  folder ??= ['./models/', '../../models/']
    .map(place => fileURLToPath(new URL(place, import.meta.url)))
    .find(place => existsSync(place))
  if (folder === undefined) throw new Error(`the model tables are missing: no models folder near ${import.meta.url}`)
  return folder
}
