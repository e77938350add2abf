import type { Call } from '../../operation.ts'
import { accessDenied } from '../errors.ts'

/** AWS's own policies are changed by nobody, whatever the caller's policies say. */
export function requireOwnPolicy(arn: string, action: string, { callerArn }: Call): void {
  if (!arn.startsWith('arn:aws:iam::aws:')) return
  throw accessDenied(
    `User: ${callerArn} is not authorized to perform: iam:${action} on resource: policy ${arn}`,
    "AWS's own policies cannot be changed",
  )
}
