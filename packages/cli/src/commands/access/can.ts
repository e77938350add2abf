import { GetRoleCommand, GetUserCommand } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import type { Clients } from '../../aws/clients.ts'
import { exitCodes } from '../../exit-codes.ts'
import { CommandError } from '../../output/failure.ts'
import { harmlessLines, onOneLine } from '../../output/harmless-text.ts'
import { print } from '../../output/terminal.ts'
import type { AccessExplanation, ContextKey } from './answers.ts'
import { adviceLines, keyLines, layerLines, type Question, reason, statementLines, whoIs } from './sentences.ts'

export interface CanOptions {
  readonly context?: readonly string[]
  readonly json?: boolean
}

/** `hostler can`: what the policies would answer. Exits with 0 when they would allow it, else with 1. */
export async function can(
  clients: Clients,
  principal: string,
  action: string,
  resource: string,
  options: CanOptions,
): Promise<void> {
  const Context = readContext(options.context ?? [])
  const principalArn = await arnOf(clients, principal)
  const input = { PrincipalArn: principalArn, Action: action, Resource: resource, Context }
  const explanation = await (await clients.hostler()).call<AccessExplanation>('ExplainAccess', input)
  const isAllowed = explanation.Verdict.Decision === 'allow'
  if (!isAllowed) process.exitCode = exitCodes.failure
  if (options.json) return print(JSON.stringify(explanation, null, 2))
  const question = { principalArn, action, resource }
  print(harmlessLines(explanationOf(onOneLine(explanation), onOneLine(question), isAllowed).join('\n')))
}

function explanationOf(explanation: AccessExplanation, question: Question, isAllowed: boolean): string[] {
  const may = isAllowed ? 'may do' : 'may not do'
  const missing = explanation.MissingContextKeys.map(key => `--context ${key}=…`)
  return [
    `${whoIs(question.principalArn)} ${may} ${question.action} on ${question.resource}.`,
    reason(explanation.Verdict, question),
    ...statementLines(explanation.Verdict),
    ...adviceLines(explanation, question),
    '',
    ...layerLines(explanation),
    ...keyLines(explanation),
    ...(missing.length > 0 ? [`A value can be tried with ${missing.join(' ')}`] : []),
  ]
}

/** A key that is given again has several values. Throws for what is no pair. */
function readContext(pairs: readonly string[]): ContextKey[] {
  const values = new Map<string, string[]>()
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
    if (key === undefined || value === undefined) {
      throw new CommandError(`--context takes key=value, not '${pair}'`, exitCodes.usage)
    }
    values.set(key, [...(values.get(key) ?? []), value])
  }
  return [...values].map(([Key, Values]) => ({ Key, Values }))
}

/** By name: IAM knows the path. Who may not ask it gets the name without one. */
async function arnOf(clients: Clients, principal: string): Promise<string> {
  if (principal.startsWith('arn:')) return principal
  const [, type = 'user', pathAndName = ''] = /^(?:(user|role)\/)?(.+)$/s.exec(principal) ?? []
  const name = pathAndName.slice(pathAndName.lastIndexOf('/') + 1)
  const iam = await clients.iam()
  try {
    const found =
      type === 'role'
        ? (await iam.send(new GetRoleCommand({ RoleName: name }))).Role
        : (await iam.send(new GetUserCommand({ UserName: name }))).User
    return found!.Arn!
  } catch (error) {
    if (!(error as Error).name.startsWith('AccessDenied')) throw error
  }
  const { Account } = await (await clients.sts()).send(new GetCallerIdentityCommand({}))
  return `arn:aws:iam::${Account}:${type}/${pathAndName}`
}
