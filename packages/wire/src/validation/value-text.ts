// Values as AWS prints them in constraint messages (Java's toString). Anything sensitive is left out.
import type { ServiceModel, Shape } from '../model/service-model.ts'

const longestText = 1024

/** Text of a value, or undefined where it may not be shown. Long texts are cut: an answer must not grow with its request. */
export function valueText(model: ServiceModel, shape: Shape, value: unknown): string | undefined {
  if (containsSensitive(model, shape, new Set())) return undefined
  const text = render(model, shape, value, 0)
  return text.length > longestText ? `${text.slice(0, longestText)}...` : text
}

function render(model: ServiceModel, shape: Shape, value: unknown, depth: number): string {
  if (value === undefined) return 'null'
  if (depth > 4) return '...'
  const inner = (name: string, element: unknown): string => render(model, model.shapes[name]!, element, depth + 1)
  switch (shape.type) {
    case 'list':
      return `[${(value as readonly unknown[])
        .slice(0, 100)
        .map(element => inner(shape.member.shape, element))
        .join(', ')}]`
    case 'map':
      return `{${entries(value, 100)
        .map(([key, element]) => `${key}=${inner(shape.value.shape, element)}`)
        .join(', ')}}`
    case 'structure':
      return `{${entries(value, 100)
        .map(([name, member]) => `${name}=${inner(shape.members[name]!.shape, member)}`)
        .join(', ')}}`
    case 'timestamp':
      return (value as Date).toISOString()
    default:
      return `${value as string | number | boolean}`
  }
}

function entries(value: unknown, limit: number): readonly [string, unknown][] {
  return Object.entries(value as Record<string, unknown>).slice(0, limit)
}

function containsSensitive(model: ServiceModel, shape: Shape, visited: Set<Shape>): boolean {
  if (visited.has(shape)) return false
  visited.add(shape)
  if (shape.type === 'blob' || ('sensitive' in shape && shape.sensitive)) return true
  const inside = (name: string): boolean => containsSensitive(model, model.shapes[name]!, visited)
  switch (shape.type) {
    case 'structure':
      return Object.values(shape.members).some(member => inside(member.shape))
    case 'list':
      return inside(shape.member.shape)
    case 'map':
      return inside(shape.key.shape) || inside(shape.value.shape)
    default:
      return false
  }
}
