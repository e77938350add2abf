// The parts that decide and keep what was decided, built once. Part of the composition root.
import { type AuthorizationMessages, createAuthorizationMessages } from './access/authorization-messages.ts'
import { type Authorizer, createAuthorizer } from './access/authorizer.ts'
import { createDecisionLog, type DecisionLog } from './access/decision-log.ts'
import { type AccessExplainer, createAccessExplainer } from './access/explain-access.ts'
import type { PolicyGathering } from './access/policy-gathering.ts'
import { createDecisions, type DecisionBounds, type Decisions } from './domain/decision/decisions.ts'
import { createLastUses, type LastUses } from './domain/last-use/last-uses.ts'
import type { PolicyLanguage } from './domain/policy/policy-language.ts'
import { idsToPrincipals } from './domain/role/trust-principals.ts'
import type { Storage } from './domain/storage.ts'
import type { Sealing } from './identity/sealing.ts'
import type { Log } from './observability/log.ts'

export interface AccessParts {
  readonly storage: Storage
  readonly policies: PolicyGathering
  readonly language: PolicyLanguage
  readonly bounds: DecisionBounds
  /** Seals what EC2 tells of denials. */
  readonly messageSealing: Sealing
  readonly log: Log
}

export interface BuiltAccess {
  readonly authorizer: Authorizer
  readonly policies: PolicyGathering
  readonly messages: AuthorizationMessages
  readonly decisions: Decisions
  readonly decisionLog: DecisionLog
  readonly lastUses: LastUses
  readonly explainer: AccessExplainer
  /** Deletes decisions and last uses that are older than they are kept. */
  purge(now: Date): Promise<void>
}

export function buildAccess({ storage, policies, language, bounds, messageSealing, log }: AccessParts): BuiltAccess {
  const decisions = createDecisions(storage, bounds)
  const lastUses = createLastUses(storage)
  const failed = (error: unknown) => log.error({ err: error }, 'decisions could not be written')
  const messages = createAuthorizationMessages(messageSealing)
  const decisionLog = createDecisionLog({ decisions, lastUses, failed })
  return {
    authorizer: createAuthorizer(policies, decisionLog, messages),
    messages,
    policies,
    decisions,
    decisionLog,
    lastUses,
    explainer: createAccessExplainer({
      read: storage.read,
      policies,
      trustPolicyOf: role => idsToPrincipals(storage.read, language, role.trustPolicy),
    }),
    async purge(now) {
      await decisions.purge(now)
      await lastUses.purge(now)
    },
  }
}
