// Which operation a request names: method, path, constant parts of the query, and the parameters and headers without
// which an operation makes no sense. The most telling operation wins; parameters that nobody knows tell nothing.
import type { OperationModel, ServiceModel, StructureShape } from '../../model/service-model.ts'
import type { WireRequest } from '../protocol.ts'
import { headersOf } from './headers-of.ts'
import { pathOf, queryOf } from './request-target.ts'
import { superseded, tellingParameters } from './s3-peculiarities.ts'

/** Finds the operation's name, or undefined: no such method on this resource, or contradicting subresources. */
export type Router = (request: WireRequest) => string | undefined

interface Condition {
  readonly kind: 'query' | 'header'
  readonly name: string
  /** Any, where undefined. */
  readonly value?: string
}
interface Route {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly conditions: readonly Condition[]
  readonly weight: number
  /** Names of parameters that the operation understands. */
  readonly parameters: ReadonlySet<string>
}

/** The router of a table. */
export function createRouter(model: ServiceModel): Router {
  const routes = Object.entries(model.operations).flatMap(([name, operation]) =>
    operation.http && !superseded.has(name) ? [routeOf(model, name, operation)] : [],
  )
  const byMethod = Map.groupBy(
    routes.toSorted((a, b) => b.weight - a.weight),
    route => route.method,
  )
  const telling = tellingNames(routes)
  return request => {
    const query = queryOf(request)
    const headers = headersOf(request)
    const path = pathOf(request)
    const found = byMethod
      .get(request.method)
      ?.find(route => matchPath(route.path, path) && route.conditions.every(it => holds(it, headers, query)))
    // A subresource or an upload that this operation does not know: whoever writes `DELETE /bucket?cors` must not lose it.
    const contradicted = found && telling.get(found.path)!.some(name => query.has(name) && !found.parameters.has(name))
    return contradicted ? undefined : found?.name
  }
}

/** Labels of a path that fits a template, still encoded. `{Key+}` takes all that is left, whatever it holds. */
export function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  let pattern = compiled.get(template)
  if (!pattern) {
    const source = template.replaceAll(/\{(\w+)(\+?)\}/g, (_, name: string, plus: string) => {
      return `(?<${name}>${plus === '' ? '[^/]+' : '.+'})`
    })
    pattern = new RegExp(`^${source}$`, 's')
    compiled.set(template, pattern)
  }
  const match = pattern.exec(path)
  return match ? { ...match.groups } : undefined
}

const compiled = new Map<string, RegExp>()

/** The path of an operation's URI template, without its query. */
export function templatePath({ http }: OperationModel): string {
  return http!.uri.split('?', 1)[0]!
}

function routeOf(model: ServiceModel, name: string, operation: OperationModel): Route {
  const { method, uri } = operation.http!
  const path = templatePath(operation)
  const constants = uri
    .slice(path.length + 1)
    .split('&')
    .filter(part => part !== '')
    .map(constantOf)
  const shape = operation.input ? (model.shapes[operation.input] as StructureShape) : undefined
  // `?tagging` alone names its operation; what else that needs is checked when it is read.
  const needed = constants.length > 0 ? [] : neededOf(shape)
  const told = tellingParameters[name]
  const conditions = [...constants, ...needed, ...(told === undefined ? [] : [{ kind: 'query', name: told } as const])]
  const members = Object.values(shape?.members ?? {}).filter(({ location }) => location === 'querystring')
  const parameters = new Set([...conditions, ...members].map(it => it.name!))
  const weight = (path.includes('{') ? 0 : 1000) + constants.length * 10 + conditions.length
  return { name, method, path, conditions, weight, parameters }
}

function constantOf(part: string): Condition {
  const [name, value] = part.split('=', 2)
  return { kind: 'query', name: name!, ...(value !== undefined && { value }) }
}

/** Required parameters and headers. */
function neededOf(shape: StructureShape | undefined): readonly Condition[] {
  return (shape?.required ?? []).flatMap((memberName): Condition[] => {
    const { name = memberName, location } = shape!.members[memberName]!
    if (location === 'querystring') return [{ kind: 'query', name }]
    return location === 'header' ? [{ kind: 'header', name: name.toLowerCase() }] : []
  })
}

function holds(
  { kind, name, value }: Condition,
  headers: WireRequest['headers'],
  query: ReadonlyMap<string, string>,
): boolean {
  const actual = kind === 'query' ? query.get(name) : headers[name]
  return actual !== undefined && (value === undefined || actual === value)
}

/** Per path, the parameters that choose between operations. */
function tellingNames(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const byPath = Map.groupBy(routes, route => route.path)
  return new Map(
    [...byPath].map(([path, ofPath]) => {
      const conditions = ofPath.flatMap(route => route.conditions)
      return [path, conditions.filter(({ kind, value }) => kind === 'query' && value === undefined).map(it => it.name)]
    }),
  )
}
