import type { Instance } from '../../../domain/instance/instance.ts'
import type { Call } from '../../operation.ts'
import type { Ec2Parts } from '../ec2-operation.ts'
import { idsArePaged, instanceIdMalformed, instanceNotFound, missingParameter } from '../errors.ts'

/** Throws InvalidInstanceID.Malformed for the first text that no instance can have as its id. */
export function checkInstanceIds(ids: readonly string[]): void {
  const bad = ids.find(id => !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id))
  if (bad !== undefined) throw instanceIdMalformed(bad)
}

/** Instances that are named are answered at once: EC2 refuses to page them. */
export function checkNotPaged(input: { readonly InstanceIds?: readonly string[]; readonly MaxResults?: number }): void {
  if (input.InstanceIds?.length && input.MaxResults !== undefined) throw idsArePaged()
}

/** The named instances, or all of them; throws InvalidInstanceID.NotFound that names every one that is missing. */
export async function findInstances(
  ids: readonly string[] | undefined,
  parts: Ec2Parts,
  call: Call,
): Promise<readonly Instance[]> {
  return ids?.length ? getInstances(ids, parts, call) : parts.instances.list(call)
}

/**
 * The named instances, for calls that change them: a list without ids names none, and must not be read as all.
 * Throws MissingParameter for it, InvalidInstanceID.NotFound that names every one that is missing.
 */
export async function getInstances(
  ids: readonly string[],
  { instances }: Ec2Parts,
  call: Call,
): Promise<readonly Instance[]> {
  if (ids.length === 0) throw missingParameter('InstanceId')
  checkInstanceIds(ids)
  const found = await Promise.all([...new Set(ids)].map(async id => ({ id, instance: await instances.find(call, id) })))
  const missing = found.filter(({ instance }) => !instance).map(({ id }) => id)
  if (missing.length > 0) throw instanceNotFound(missing)
  return found.flatMap(({ instance }) => instance ?? [])
}
