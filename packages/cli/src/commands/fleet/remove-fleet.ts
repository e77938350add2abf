// What a fleet leaves on the plane, and its removal.
import { DeleteActivationCommand, DeregisterManagedInstanceCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { CommandError } from '../../output/failure.ts'

export interface FleetTraces {
  /** Ids. */
  readonly activations: readonly string[]
  /** `mi-…` */
  readonly nodes: readonly string[]
}

const removalsAtOnce = 20
/** Somebody else was faster. */
const goneAlready = new Set(['InvalidActivation', 'InvalidActivationId', 'InvalidInstanceId'])

/** Removes all that can be removed; then rejects with a sentence about what could not. */
export async function removeFleet(ssm: SSMClient, { activations, nodes }: FleetTraces): Promise<void> {
  const failures = await removeEach(activations, ActivationId =>
    ssm.send(new DeleteActivationCommand({ ActivationId })),
  )
  const left = await removeEach(nodes, InstanceId => ssm.send(new DeregisterManagedInstanceCommand({ InstanceId })))
  const [first] = [...failures, ...left]
  if (first === undefined) return
  throw new CommandError(`${failures.length} activations and ${left.length} nodes are left on the plane: ${first}`)
}

async function removeEach(ids: readonly string[], remove: (id: string) => Promise<unknown>): Promise<Error[]> {
  const failures: Error[] = []
  const left = ids.values()
  await Promise.all(
    Array.from({ length: removalsAtOnce }, async () => {
      for (const id of left) {
        try {
          await remove(id)
        } catch (error) {
          if (!goneAlready.has((error as Error).name)) failures.push(error as Error)
        }
      }
    }),
  )
  return failures
}
