import * as ec2 from '@hostler/wire/models/ec2'
import { askForInstances } from '../asks.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults } from '../errors.ts'
import { getInstances } from './instance-ids.ts'
import { renderTransition } from './render-instance.ts'

/** Starts machines again on the disks they had. */
export const StartInstances = operation(ec2.StartInstances, {
  asks: ({ InstanceIds }, _names, parts, call) => askForInstances('ec2:StartInstances', InstanceIds, parts, call),
  faults: instanceFaults,
  async run(input, parts, call) {
    const found = await getInstances(input.InstanceIds, parts, call)
    endDryRun(input)
    const transitions = await parts.instances.start(
      call,
      found.map(({ id }) => id),
    )
    return { StartingInstances: transitions.map(renderTransition) }
  },
})
