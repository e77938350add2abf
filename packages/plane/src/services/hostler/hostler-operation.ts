import type { AccessExplainer } from '../../access/explain-access.ts'
import type { DecisionLog } from '../../access/decision-log.ts'
import type { Decisions } from '../../domain/decision/decisions.ts'
import type { AuditTrail } from '../../domain/audit/audit-trail.ts'
import type { SessionRecords } from '../../domain/record/session-records.ts'
import { operationsOf } from '../operation.ts'

/** The public half of the key that signs records. */
export interface PublishedRecordKey {
  readonly id: string
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKeyPem: string
}

/** All that operations of Hostler's own API can reach. */
export interface HostlerParts {
  readonly records: SessionRecords
  readonly recordKey: PublishedRecordKey
  readonly decisions: Pick<Decisions, 'get' | 'list'>
  readonly decisionLog: Pick<DecisionLog, 'flush'>
  readonly explainer: AccessExplainer
  readonly auditTrail: Pick<AuditTrail, 'export' | 'range'>
}

export const operation = operationsOf<HostlerParts>()
