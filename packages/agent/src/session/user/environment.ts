import type { Account } from './accounts.ts'

/** What a session's programs inherit of the agent's own environment: nothing that is the agent's business alone. */
const INHERITED =
  /^(PATH|LANG|LANGUAGE|LC_[A-Z]+|TZ|SSL_CERT_FILE|AWS_EC2_METADATA_SERVICE_ENDPOINT|(https?|no)_proxy|(HTTPS?|NO)_PROXY)$/
const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The variables of a session that runs as `account`. */
export function sessionEnvironment(account: Account, agentEnv: NodeJS.ProcessEnv): Record<string, string> {
  const inherited = Object.entries(agentEnv).filter(
    ([name, value]) => value !== undefined && INHERITED.test(name) && !isLogin(name, value),
  )
  const env = Object.fromEntries(inherited) as Record<string, string>
  return {
    ...env,
    PATH: env['PATH'] || USUAL_PATH,
    // Sessions speak UTF-8 whatever the agent was started with.
    LANG: env['LANG'] || 'C.UTF-8',
    TERM: 'xterm-256color',
    HOME: account.home,
    SHELL: account.shell,
    USER: account.name,
    LOGNAME: account.name,
  }
}

/** A proxy that the agent logs in to is not everybody's. */
function isLogin(name: string, value: string): boolean {
  return /^https?_proxy$/i.test(name) && value.includes('@')
}

/** Of a Name tag in a prompt. */
const LONGEST_NAME = 64

/**
 * `PS1` that shows which host this is: `[web-1 i-0123] $ ` without the blank before the sign. Shells expand prompts, so
 * of the Name tag only letters, digits, blanks and some punctuation that means nothing to them is left.
 */
export function prompt(targetName: string, instanceId: string, isRoot: boolean): string {
  const name = targetName
    .replace(/[^\p{L}\p{N} ._:@/+=-]/gu, '')
    .trim()
    .slice(0, LONGEST_NAME)
  return `[${name === '' ? '' : `${name} `}${instanceId}]${isRoot ? '#' : '$'} `
}
