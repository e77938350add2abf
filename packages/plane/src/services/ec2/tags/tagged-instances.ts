import type { TaggedResource } from '../../../domain/tag/tag.ts'
import type { Call } from '../../operation.ts'
import type { Ec2Parts } from '../ec2-operation.ts'
import { invalidResourceId, missingParameter } from '../errors.ts'
import { getInstances } from '../instances/instance-ids.ts'

/** The resources to tag: instances. Throws InvalidID for ids of other kinds, InvalidInstanceID.NotFound, MissingParameter for none. */
export async function requireTaggedInstances(
  ids: readonly string[],
  parts: Ec2Parts,
  call: Call,
): Promise<readonly TaggedResource[]> {
  if (ids.length === 0) throw missingParameter('ResourceId')
  const foreign = ids.find(id => !id.startsWith('i-'))
  if (foreign !== undefined) throw invalidResourceId(foreign)
  const { accountId, region } = call
  return (await getInstances(ids, parts, call)).map(({ id }) => ({ accountId, region, type: 'instance', id }))
}
