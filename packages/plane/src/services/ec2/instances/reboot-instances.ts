import * as ec2 from '@hostler/wire/models/ec2'
import { askForInstances } from '../asks.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults } from '../errors.ts'
import { getInstances } from './instance-ids.ts'

export const RebootInstances = operation(ec2.RebootInstances, {
  asks: ({ InstanceIds }, _names, parts, call) => askForInstances('ec2:RebootInstances', InstanceIds, parts, call),
  faults: instanceFaults,
  async run(input, parts, call) {
    const found = await getInstances(input.InstanceIds, parts, call)
    endDryRun(input)
    await parts.instances.reboot(
      call,
      found.map(({ id }) => id),
    )
    return {}
  },
})
