import type { TaggedResource } from '../../../domain/tag/tag.ts'
import type { Call } from '../../operation.ts'
import type { Ec2Parts } from '../ec2-operation.ts'
import { invalidResourceId } from '../errors.ts'
import { findInstances } from '../instances/instance-ids.ts'

/** The resources to tag: instances. Throws InvalidID for ids of other kinds, InvalidInstanceID.NotFound. */
export async function requireTaggedInstances(
  ids: readonly string[],
  parts: Ec2Parts,
  call: Call,
): Promise<readonly TaggedResource[]> {
  const foreign = ids.find(id => !id.startsWith('i-'))
  if (foreign !== undefined) throw invalidResourceId(foreign)
  const { accountId, region } = call
  return (await findInstances(ids, parts, call)).map(({ id }) => ({ accountId, region, type: 'instance', id }))
}
