import type { Clients } from '../../aws/clients.ts'
import { harmlessLines, onOneLine } from '../../output/harmless-text.ts'
import { type Column, renderPlain, renderTable } from '../../output/table.ts'
import { isForPeople, print } from '../../output/terminal.ts'
import { isoDate } from '../sessions/records.ts'
import type { AccessDecision } from './answers.ts'
import { indented, keyLines, policyLines, type Question, reason, statementLines, whoIs } from './sentences.ts'

const newestMax = 20

const columns: readonly Column<AccessDecision>[] = [
  { heading: 'DECISION', value: decision => decision.DecisionId },
  { heading: 'TIME', value: decision => isoDate(decision.Time) },
  { heading: 'WHO', value: decision => whoIs(decision.PrincipalArn) },
  { heading: 'ACTION', value: decision => decision.Action },
  { heading: 'RESOURCE', value: decision => decision.Resource },
]

/** `hostler why`: why somebody was allowed or denied something; without an id, the newest denials. */
export async function why(
  clients: Clients,
  DecisionId: string | undefined,
  options: { readonly json?: boolean },
): Promise<void> {
  if (DecisionId === undefined) return listDenials(clients, options)
  const { Decision } = await (await clients.hostler()).call<{ Decision: AccessDecision }>('GetDecision', { DecisionId })
  print(options.json ? JSON.stringify(Decision, null, 2) : harmlessLines(explanationOf(onOneLine(Decision)).join('\n')))
}

async function listDenials(clients: Clients, options: { readonly json?: boolean }): Promise<void> {
  const input = { Decision: 'deny', MaxResults: newestMax }
  const api = await clients.hostler()
  const { Decisions } = await api.call<{ Decisions: AccessDecision[] }>('ListDecisions', input)
  if (options.json) return print(JSON.stringify(Decisions, null, 2))
  if (!isForPeople()) return Decisions.length > 0 ? print(renderPlain(columns, Decisions)) : undefined
  print(Decisions.length > 0 ? renderTable(columns, Decisions) : 'Nothing has been denied.')
}

function explanationOf(decision: AccessDecision): string[] {
  const { Verdict, PrincipalArn, Action, Resource, IsPart, FurtherDecisions, FurtherResources = [] } = decision
  const question: Question = { principalArn: PrincipalArn, action: Action, resource: Resource }
  const done = Verdict.Decision === 'allow' ? 'was allowed' : 'was denied'
  return [
    `${whoIs(PrincipalArn)} ${done} ${Action} on ${Resource}.`,
    reason(Verdict, question),
    ...statementLines(Verdict),
    ...(IsPart ? ['This was part of another question: alone it ended nothing.'] : []),
    '',
    ...policyLines(decision.Policies),
    ...keyLines(decision),
    '',
    `Asked by ${PrincipalArn} with key ${decision.AccessKeyId}${decision.SourceAddress ? ` from ${decision.SourceAddress}` : ''}`,
    `at ${isoDate(decision.Time)} in ${decision.Region}: ${decision.Operation}, request ${decision.RequestId}.`,
    ...(FurtherDecisions > 0 ? [furtherLine(FurtherDecisions, Verdict.Decision === 'allow')] : []),
    ...(FurtherResources.length > 0 ? ['Among them on:', ...indented(FurtherResources)] : []),
  ]
}

function furtherLine(count: number, isAllowed: boolean): string {
  const what = isAllowed
    ? 'times more it was allowed, in the same call or within seconds, which is'
    : 'further denials of the same caller and action are'
  return `${count} ${what} counted here.`
}
