import * as ec2 from '@hostler/wire/models/ec2'
import { askForInstances } from '../asks.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults, unsupportedParameter } from '../errors.ts'
import { getInstances } from './instance-ids.ts'
import { renderTransition } from './render-instance.ts'

/** Stops machines; their disks and registrations stay. */
export const StopInstances = operation(ec2.StopInstances, {
  asks: ({ InstanceIds }, _names, parts, call) => askForInstances('ec2:StopInstances', InstanceIds, parts, call),
  faults: instanceFaults,
  async run(input, parts, call) {
    const found = await getInstances(input.InstanceIds, parts, call)
    if (input.Hibernate) throw unsupportedParameter('Hibernate')
    endDryRun(input)
    const transitions = await parts.instances.stop(
      call,
      found.map(({ id }) => id),
    )
    return { StoppingInstances: transitions.map(renderTransition) }
  },
})
