import { type LayerVerdict, type StatementVerdict, statementText } from '@hostler/policy/index'
import * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import { isAssuming } from '../../../access/explain-access.ts'
import { foreignRole, principalNotFound, roleNotFound } from '../errors.ts'
import { operation } from '../hostler-operation.ts'
import { renderKeys, renderVerdict } from './render-decision.ts'

/**
 * What the policies would answer, layer by layer, if a principal put one question. It simulates policies and shows their
 * statements, so it takes IAM's rights to do that too, on a role's session those on the role, and where it is to be assumed
 * the one to read its trust policy: PowerUserAccess, which allows all of Hostler's actions, has them not.
 */
export const ExplainAccess = operation(hostler.ExplainAccess, {
  async asks({ PrincipalArn, Action, Resource }, _names, { explainer }, { accountId }) {
    const roleArn = await explainer.roleBehind(accountId, PrincipalArn)
    const arns = roleArn === undefined ? [PrincipalArn] : [PrincipalArn, roleArn]
    return [
      ...arns.flatMap(arn => [may('hostler:ExplainAccess', arn), may('iam:SimulatePrincipalPolicy', arn)]),
      ...(isAssuming(Action) ? [may('iam:GetRole', Resource)] : []),
    ]
  },
  faults: {
    'principal.not-found': principalNotFound,
    'role.not-found': roleNotFound,
    'role.unavailable': foreignRole,
  },
  async run({ PrincipalArn, Action, Resource, Context }, { explainer }, { accountId, region, now }) {
    const { verdict, layers, looked } = await explainer.explain({
      accountId,
      region,
      now,
      principalArn: PrincipalArn,
      action: Action,
      resource: Resource,
      context: new Map((Context ?? []).map(toKey)),
    })
    const found = [...looked].flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
    return {
      Verdict: renderVerdict(verdict),
      Layers: layers.map(renderLayer),
      ContextKeys: renderKeys(found),
      MissingContextKeys: [...looked].filter(([, value]) => value === undefined).map(([key]) => key),
    }
  },
})

/** Keys of AWS's that have several values, also when one is given. */
const multivalued =
  /^(aws:(tagkeys|calledvia|principalservicenameslist|principalorgpaths|resourceorgpaths)|sts:transitivetagkeys)$/

function toKey({ Key, Values }: hostler.ContextEntry): [string, string | readonly string[]] {
  const key = Key.toLowerCase()
  return [key, Values.length === 1 && !multivalued.test(key) ? Values[0]! : Values]
}

function renderLayer({ layer, level, verdict, policies, statements }: LayerVerdict): hostler.LayerVerdict {
  // What an organization's policies say is for its management account to read.
  const isReadable = layer !== 'scp' && layer !== 'rcp'
  return {
    Layer: layer,
    ...(level !== undefined && { Level: level + 1 }),
    Says: verdict,
    Policies: policies.map(({ id }) => id),
    Statements: statements.map(statement => ({
      PolicyId: statement.policyId,
      PolicyArn: statement.policyArn,
      StatementSid: statement.sid,
      StatementNumber: statement.statementIndex + 1,
      Effect: statement.effect,
      Applies: statement.unmet.length === 0,
      ...(isReadable && {
        UnmetConditions: statement.unmet.map(({ operator, key, values }) => ({
          Operator: operator,
          Key: key,
          Values: values,
        })),
        Statement: textOf(statement, policies),
      }),
    })),
  }
}

function textOf(
  { policyId, statementIndex }: StatementVerdict,
  policies: LayerVerdict['policies'],
): string | undefined {
  const named = policies.find(({ id }) => id === policyId)
  return named && statementText(named.policy, statementIndex)
}
