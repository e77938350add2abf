import type { Ask } from '../../../access/ask.ts'
import type { Call } from '../../operation.ts'
import { askForInstances } from '../asks.ts'
import type { Ec2Parts } from '../ec2-operation.ts'

/** The question about an association is one about its instance; an association that is not there is nobody's. */
export async function askForAssociation(
  action: string,
  associationId: string,
  parts: Ec2Parts,
  call: Call,
): Promise<Ask[]> {
  const found = (await parts.instances.list(call)).find(
    ({ profileAssociation }) => profileAssociation?.id === associationId,
  )
  return askForInstances(action, [found?.id ?? '*'], parts, call)
}
