import type { OrganizationPolicyType } from '../../../domain/organization/organization.ts'
import { policyTypeNotServed } from '../errors.ts'

/** The type, if policies of it have an effect here; throws 501 for others. */
export function readPolicyType(type: string): OrganizationPolicyType {
  if (type === 'SERVICE_CONTROL_POLICY' || type === 'RESOURCE_CONTROL_POLICY') return type
  throw policyTypeNotServed(type)
}
