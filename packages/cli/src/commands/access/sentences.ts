// Decisions in plain sentences. It words what the plane has decided, and decides nothing.
import type {
  AccessDecision,
  AccessExplanation,
  ContextKey,
  LayerVerdict,
  StatementVerdict,
  Verdict,
} from './answers.ts'

/** Who asks for what. */
export interface Question {
  readonly principalArn: string
  readonly action: string
  readonly resource: string
}

const layerNames: Readonly<Record<string, string>> = {
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  resource: 'resource-based policy',
  trust: 'trust policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  endpoint: 'VPC endpoint policy',
}

const layerName = (layer: string) => layerNames[layer] ?? layer

/** `user team/ada`, `role Ops`, `session visit of role Ops`: how people speak of whoever an ARN names. */
export function whoIs(arn: string): string {
  const [, type, name = ''] = /:(root|user|role|assumed-role)(?:\/(.+))?$/.exec(arn) ?? []
  if (type === 'root') return 'the root user of the account'
  if (type === undefined) return arn
  if (type !== 'assumed-role') return `${type} ${name}`
  const [role, session] = name.split('/')
  return `session ${session} of role ${role}`
}

/** What decided, as one sentence. */
export function reason(verdict: Verdict, question: Question): string {
  const { Decision, Layer, PolicyId } = verdict
  if (Layer === 'root') return 'The root user of the account needs no policy.'
  if (Layer === 'instance-identity') {
    return 'The identity of a host may register it and ask for its credentials, and nothing else; policies have no say.'
  }
  if (Layer === 'host') {
    return 'This is for one host alone: a host’s credentials act for that host in its own region, and nobody’s for a host.'
  }
  if (PolicyId !== undefined) {
    const does = Decision === 'allow' ? 'allows' : 'denies'
    return `${capital(statementName(verdict))} of the ${layerName(Layer)} ${PolicyId} ${does} it.`
  }
  return Decision === 'allow' ? `The ${layerName(Layer)} allows it.` : `${silence(Layer, question)}.`
}

function silence(layer: string, { principalArn, action, resource }: Question): string {
  const what = `${action} on ${resource}`
  switch (layer) {
    case 'identity':
      return `No identity-based policy of ${whoIs(principalArn)} allows ${what}`
    case 'boundary':
      return `The permissions boundary of ${whoIs(principalArn)} does not allow ${what}, and what it does not allow no policy can`
    case 'session':
      return `No session policy allows ${what}: the session was made with fewer rights than its role has`
    case 'trust':
      return `The trust policy of ${resource} does not let ${whoIs(principalArn)} in, or there is no such role`
    case 'scp':
      return `A level of the organization has no service control policy that allows ${what}`
    default:
      return `No ${layerName(layer)} allows ${what}`
  }
}

function statementName({ StatementNumber, StatementSid }: Pick<Verdict, 'StatementNumber' | 'StatementSid'>): string {
  const sid = StatementSid ? ` (${StatementSid})` : ''
  return `statement ${StatementNumber}${sid}`
}

/** The statement that decided, indented; nothing where none did or it is not to be read. */
export function statementLines({ Statement }: Verdict): string[] {
  if (Statement === undefined) return []
  try {
    return indented(JSON.stringify(JSON.parse(Statement), undefined, 2).split('\n'))
  } catch {
    // A long one was cut when it was kept.
    return indented([Statement])
  }
}

export function keyLines({
  ContextKeys,
  MissingContextKeys,
}: Pick<AccessDecision, 'ContextKeys' | 'MissingContextKeys'>): string[] {
  if (ContextKeys.length + MissingContextKeys.length === 0) return ['No condition key was looked at.']
  const lines = [...ContextKeys.map(keyLine), ...MissingContextKeys.map(key => `${key} has no value`)]
  return ['Condition keys that were looked at:', ...indented(lines)]
}

function keyLine({ Key, Values }: ContextKey): string {
  return `${Key} = ${Values.join(', ')}`
}

/** Which policies had a say, layer by layer. */
export function policyLines(policies: AccessDecision['Policies']): string[] {
  if (policies.length === 0) return ['There is no policy that has a say.']
  const lines = policies.map(({ Layer, PolicyId }) => `${PolicyId} (${layerName(Layer)})`)
  return ['Policies that were looked at:', ...indented(lines)]
}

/** What each layer says, with the statements that fit action and resource. */
export function layerLines({ Layers }: AccessExplanation): string[] {
  return ['What each layer says:', ...indented(Layers.flatMap(layerOf))]
}

const says = { allows: 'allows it', denies: 'denies it', silent: 'does not allow it' } as const

function layerOf({ Layer, Level, Says, Policies, Statements }: LayerVerdict): string[] {
  const level = Level === undefined ? '' : `, level ${Level}`
  const policies = Policies.length > 0 ? Policies.join(', ') : 'there is none'
  return [`${layerName(Layer)}${level} ${says[Says]}: ${policies}`, ...indented(Statements.map(fittingStatement))]
}

function fittingStatement(statement: StatementVerdict): string {
  const { PolicyId, Effect, Applies, UnmetConditions = [] } = statement
  const name = `${statementName(statement)} of ${PolicyId}`
  if (Applies) return `${name} ${Effect === 'Allow' ? 'allows' : 'denies'} it`
  const would = Effect === 'Allow' ? 'would allow' : 'would deny'
  const unmet = UnmetConditions.map(({ Operator, Key, Values }) => `${Operator} ${Key} ${Values.join(' or ')}`)
  return `${name} ${would} it, but this does not hold: ${unmet.join('; ') || 'a condition'}`
}

/** What would have to be true for a yes, where that can be told. */
export function adviceLines({ Verdict: verdict, Layers }: AccessExplanation, question: Question): string[] {
  if (verdict.Decision === 'allow') return []
  if (verdict.Decision === 'explicit-deny') {
    return ['It would take that this statement does not apply: a denial wins over everything that allows.']
  }
  const silent = Layers.filter(({ Layer, Says }) => Layer === verdict.Layer && Says === 'silent')
  const isHeldBack = silent.some(({ Statements }) => Statements.some(({ Effect }) => Effect === 'Allow'))
  return isHeldBack
    ? ['It would take that the conditions below hold.']
    : [`It would take a statement there that allows ${question.action} on ${question.resource}.`]
}

export function indented(lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
