// A table as TypeScript: an interface per structure and a contract per operation that has shapes.
// Types say what the values are after reading: Date for timestamps, Buffer for blobs, plain strings for enumerations;
// a body of any length comes in pieces.
import type { ServiceModel, Shape, StructureShape } from '../../packages/wire/src/model/service-model.ts'

/** Text of `models/<service>.ts`; depends on the table alone. */
export function renderTypes(model: ServiceModel): string {
  const structures = Object.entries(model.shapes).filter(
    (entry): entry is [string, StructureShape] => entry[1].type === 'structure' && !entry[1].error,
  )
  const contracts = Object.entries(model.operations).filter(([, operation]) => operation.input !== undefined)
  const sections = [
    `// ${model.source}`,
    contracts.length > 0 ? "import { contract } from '../src/model/service-model.ts'\n" : 'export {}\n',
    ...structures.map(([name, shape]) => renderStructure(model, name, shape)),
    ...contracts.map(([name, { input, output }]) => {
      const types = `${rootType(input)}, ${rootType(output)}`
      return `export const ${name} = contract<${types}>('${model.service}', '${name}')\n`
    }),
  ]
  return sections.join('\n')
}

const globalNames = new Set([
  'Array',
  'Boolean',
  'Buffer',
  'Date',
  'Map',
  'Number',
  'Object',
  'Readonly',
  'Record',
  'String',
])

function renderStructure(model: ServiceModel, name: string, shape: StructureShape): string {
  const required = new Set(shape.required)
  const members = Object.entries(shape.members).map(
    ([member, { shape: target, streaming }]) =>
      `  ${propertyName(member)}${required.has(member) ? '' : '?'}: ${streaming ? 'AsyncIterable<Buffer>' : typeOf(model, target)}\n`,
  )
  return `export interface ${typeName(name)} {\n${members.join('')}}\n`
}

function typeOf(model: ServiceModel, name: string): string {
  const shape: Shape = model.shapes[name]!
  switch (shape.type) {
    case 'structure':
      return typeName(name)
    case 'list':
      return `readonly ${typeOf(model, shape.member.shape)}[]`.replace(
        /^readonly (readonly .*)\[\]$/,
        'readonly ($1)[]',
      )
    case 'map':
      return `Readonly<Record<string, ${typeOf(model, shape.value.shape)}>>`
    case 'string':
      return 'string'
    case 'boolean':
      return 'boolean'
    case 'timestamp':
      return 'Date'
    case 'blob':
      return 'Buffer'
    default:
      return 'number'
  }
}

/** Some shapes are named like global types, which an interface of that name would hide. */
function typeName(shape: string): string {
  return globalNames.has(shape) ? `${shape}Shape` : shape
}

/** An operation without input or output takes or gives `{}`. */
function rootType(shape: string | null | undefined): string {
  return shape ? typeName(shape) : 'Record<string, never>'
}

function propertyName(member: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(member) ? member : JSON.stringify(member)
}
