import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * A setting of the profile in AWS's configuration file, for those that the SDK does not read itself. Undefined where
 * the file, the profile or the setting is missing.
 */
export function findProfileSetting(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const profile = env['AWS_PROFILE'] || 'default'
  const sections = profile === 'default' ? ['default', 'profile default'] : [`profile ${profile}`]
  let isInProfile = false
  for (const line of readConfig(env).split('\n')) {
    const [, section] = /^\s*\[\s*(.+?)\s*\]/.exec(line) ?? []
    if (section !== undefined) isInProfile = sections.includes(section.replace(/\s+/g, ' '))
    // Indented lines are nested settings, of S3 for example.
    const [, key, value] = /^([^\s#;=]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (isInProfile && key === name && value) return value
  }
  return undefined
}

function readConfig(env: NodeJS.ProcessEnv): string {
  try {
    return readFileSync(env['AWS_CONFIG_FILE'] || join(homedir(), '.aws', 'config'), 'utf8')
  } catch {
    return ''
  }
}
