// Documents of commands and policies (schemas 1.0, 1.2 and 2.x): checked as far as an agent reads any document. What a
// plugin makes of its inputs is the agent's business.
import { badContent, badSchema, isMembers, type Members, onlyKnown } from './content-error.ts'
import { type Platform, platforms } from './document.ts'
import { type ParameterDeclarations, readDeclarations } from './parameter-declaration.ts'
import { checkReferences } from './references.ts'
import { readSteps } from './steps.ts'

const firstSchemas = ['1.0', '1.2']
const stepSchemas = ['2.0', '2.0.1', '2.0.2', '2.0.3', '2.2']
const firstTypes = ['String', 'StringList']
const stepTypes = [...firstTypes, 'Boolean', 'Integer', 'MapList', 'StringMap']

export interface CheckedCommands {
  readonly declarations: ParameterDeclarations
  readonly platformTypes: readonly Platform[]
}

/** Throws `document-content.invalid` and `document-schema.invalid`. */
export function checkCommandContent(type: 'Command' | 'Policy', content: Members): CheckedCommands {
  const schema = String(content.schemaVersion)
  const schemas = type === 'Policy' ? stepSchemas : [...firstSchemas, ...stepSchemas]
  if (!schemas.includes(schema)) {
    throw badSchema(
      `Document schema version, ${schema.slice(0, 20)}, is not one of a ${type} document: [${schemas.join(', ')}]`,
    )
  }
  return firstSchemas.includes(schema) ? checkPlugins(content) : checkSteps(content, schema)
}

function checkPlugins(content: Members): CheckedCommands {
  onlyKnown(content, ['schemaVersion', 'description', 'parameters', 'runtimeConfig'], 'the document')
  const { parameters, runtimeConfig } = content
  if (!isMembers(runtimeConfig) || Object.keys(runtimeConfig).length === 0) {
    throw badContent('runtimeConfig must be an object and not empty.')
  }
  for (const [name, plugin] of Object.entries(runtimeConfig)) {
    if (!isMembers(plugin)) throw badContent(`runtimeConfig.${name.slice(0, 100)} must be an object.`)
  }
  const declarations = readDeclarations(parameters, firstTypes)
  checkReferences(runtimeConfig, declarations)
  return { declarations, platformTypes: inOrder(Object.keys(runtimeConfig).flatMap(platformsOf)) }
}

function checkSteps(content: Members, schema: string): CheckedCommands {
  onlyKnown(content, ['schemaVersion', 'description', 'parameters', 'mainSteps'], 'the document')
  const declarations = readDeclarations(content.parameters, stepTypes)
  const steps = readSteps(content.mainSteps)
  checkReferences(content.mainSteps, declarations)
  const supported = steps.flatMap(({ action, name, step }) => {
    const only = readPrecondition(step.precondition, schema, name)
    return only === undefined ? platformsOf(action) : [only]
  })
  return { declarations, platformTypes: inOrder(supported) }
}

/** The platform that a step is for, if its precondition names one. */
function readPrecondition(precondition: unknown, schema: string, step: string): Platform | undefined {
  if (precondition === undefined || precondition === null) return undefined
  if (schema !== '2.2')
    throw badContent(`Step ${step} has a precondition, which schema version ${schema} does not have.`)
  if (!isMembers(precondition)) throw badContent(`The precondition of step ${step} must be an object.`)
  onlyKnown(precondition, ['StringEquals'], `the precondition of step ${step}`)
  const sides = precondition.StringEquals
  if (!Array.isArray(sides) || sides.length !== 2 || sides.some(side => typeof side !== 'string')) {
    throw badContent(`The precondition of step ${step} must compare two texts.`)
  }
  if (!sides.includes('platformType')) return undefined
  const named = String(sides.find(side => side !== 'platformType')).toLowerCase()
  const platform = platforms.find(known => known.toLowerCase() === named)
  if (!platform) throw badContent(`The precondition of step ${step} must name one of [${platforms.join(', ')}].`)
  return platform
}

function platformsOf(action: string): readonly Platform[] {
  if (action === 'aws:runShellScript') return ['Linux', 'MacOS']
  return ['aws:applications', 'aws:domainJoin', 'aws:psModule', 'aws:updateAgent'].includes(action)
    ? ['Windows']
    : platforms
}

function inOrder(found: readonly Platform[]): Platform[] {
  return platforms.filter(platform => found.includes(platform))
}
