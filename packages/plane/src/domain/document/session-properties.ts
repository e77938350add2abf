import { badContent, isMembers, type Members, onlyKnown } from './content-error.ts'
import { checkFlag, checkText, type IsUnknown } from './member-checks.ts'
import type { SessionType } from './session-plan.ts'

const systems = ['linux', 'windows', 'macos']
const commandMembers = ['commands', 'runAsElevated']
const separators = ['stdOutSeparatorPrefix', 'stdErrSeparatorPrefix']
const portMembers = ['portNumber', 'host', 'type', 'localPortNumber', 'localUnixSocket', 'localConnectionType']

/** Throws `document-content.invalid` for properties that the session's type does not have or could not use. */
export function checkSessionProperties(type: SessionType, properties: unknown, isUnknown: IsUnknown): void {
  if (type === 'Standard_Stream') {
    if (properties === undefined || (isMembers(properties) && Object.keys(properties).length === 0)) return
    throw badContent('A document with sessionType Standard_Stream has no properties.')
  }
  if (!isMembers(properties)) throw badContent(`A document with sessionType ${type} must have properties.`)
  if (type === 'Port') return checkPort(properties)
  onlyKnown(properties, systems, 'properties')
  if (Object.keys(properties).length === 0) throw badContent(`properties must name one of [${systems.join(', ')}].`)
  for (const [system, commands] of Object.entries(properties)) {
    checkCommands(type, commands, `properties.${system}`, isUnknown)
  }
}

function checkCommands(type: SessionType, properties: unknown, where: string, isUnknown: IsUnknown): void {
  if (!isMembers(properties)) throw badContent(`${where} must be an object.`)
  const isPlain = type === 'NonInteractiveCommands'
  onlyKnown(properties, [...commandMembers, ...(isPlain ? ['separateOutputStream', ...separators] : [])], where)
  const { commands, runAsElevated } = properties
  if (typeof commands !== 'string' || commands.trim() === '')
    throw badContent(`${where}.commands must be a text and not empty.`)
  if (runAsElevated !== undefined && typeof runAsElevated !== 'boolean') {
    throw badContent(`${where}.runAsElevated must be true or false, without quotes.`)
  }
  checkFlag(properties, 'separateOutputStream', where, isUnknown)
  for (const name of separators) {
    checkText(properties, name, where)
    const prefix = (properties[name] ?? '') as string
    if (!isUnknown(prefix) && !/^[0-9a-zA-Z\r\n_:-]{0,30}$/.test(prefix)) {
      throw badContent(`${where}.${name} must have at most 30 letters, digits, line ends, "_", ":" and "-".`)
    }
  }
}

function checkPort(properties: Members): void {
  onlyKnown(properties, portMembers, 'properties')
  for (const name of portMembers) checkText(properties, name, 'properties')
  if (!properties.portNumber) throw badContent('properties.portNumber must be a text and not empty.')
  const { type } = properties
  if (type !== undefined && type !== 'LocalPortForwarding') {
    throw badContent('properties.type must be LocalPortForwarding, or absent for a plain stream of bytes.')
  }
}
