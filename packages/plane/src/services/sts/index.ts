// The operations of the Security Token Service that are served: nothing but the list.
import { AssumeRole } from './assume-role.ts'
import { GetCallerIdentity } from './get-caller-identity.ts'

export const stsOperations = [AssumeRole, GetCallerIdentity]
