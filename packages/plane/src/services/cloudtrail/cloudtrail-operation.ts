import type { AuditTrail } from '../../domain/audit/audit-trail.ts'
import { operationsOf } from '../operation.ts'

/** All that operations of CloudTrail can reach. */
export interface CloudtrailParts {
  readonly auditTrail: Pick<AuditTrail, 'lookup'>
}

export const operation = operationsOf<CloudtrailParts>()
