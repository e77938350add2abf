import { badContent, isMembers, type Members } from './content-error.ts'

export interface Step {
  readonly name: string
  readonly action: string
  /** All of it. */
  readonly step: Members
}

const stepsMax = 500

/** The steps of a document. Throws `document-content.invalid`. */
export function readSteps(value: unknown): Step[] {
  if (!Array.isArray(value) || value.length === 0) throw badContent('mainSteps must be a list and not empty.')
  if (value.length > stepsMax) throw badContent(`A document has at most ${stepsMax} steps.`)
  const names = new Set<string>()
  return value.map((step: unknown, index) => {
    if (!isMembers(step)) throw badContent(`Step ${index + 1} must be an object.`)
    const { name, action, inputs } = step
    if (typeof name !== 'string' || !/^\w{1,128}$/.test(name)) {
      throw badContent(`The name of step ${index + 1} must be letters, digits and "_".`)
    }
    if (names.has(name)) throw badContent(`Two steps have the name ${name}.`)
    names.add(name)
    if (typeof action !== 'string' || !/^aws:\w{1,100}$/.test(action)) {
      throw badContent(`The action of step ${name} must be the name of a plugin, such as aws:runShellScript.`)
    }
    if (inputs !== undefined && inputs !== null && !isMembers(inputs)) {
      throw badContent(`The inputs of step ${name} must be an object.`)
    }
    return { name, action, step }
  })
}
