import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam'
import type { TestClients } from '@hostler/testkit/test-clients'
import type { Expectation } from './expectations.ts'

/** What the policy simulator says: `allowed`, `implicitDeny` or `explicitDeny`. */
export async function simulate(
  { iam }: TestClients,
  arn: string,
  { request: { action, context } }: Expectation,
  resource: string,
): Promise<string | undefined> {
  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: arn,
      ActionNames: [action],
      ResourceArns: [resource],
      ContextEntries: Object.entries(context).map(([key, value]) => ({
        ContextKeyName: key,
        ContextKeyValues: [value],
        ContextKeyType: key === 'aws:CurrentTime' ? 'date' : 'string',
      })),
    }),
  )
  return EvaluationResults?.[0]?.EvalDecision
}
