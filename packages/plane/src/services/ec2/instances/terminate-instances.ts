import * as ec2 from '@hostler/wire/models/ec2'
import { askForInstances } from '../asks.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults, terminationProtected } from '../errors.ts'
import { getInstances } from './instance-ids.ts'
import { renderTransition } from './render-instance.ts'

/** Ends machines for good. Ids that are missing end the call before anything is ended. */
export const TerminateInstances = operation(ec2.TerminateInstances, {
  asks: ({ InstanceIds }, _names, parts, call) => askForInstances('ec2:TerminateInstances', InstanceIds, parts, call),
  faults: { ...instanceFaults, 'termination.denied': terminationProtected },
  async run(input, parts, call) {
    const found = await getInstances(input.InstanceIds, parts, call)
    endDryRun(input)
    const transitions = await parts.instances.terminate(
      call,
      found.map(({ id }) => id),
    )
    return { TerminatingInstances: transitions.map(renderTransition) }
  },
})
