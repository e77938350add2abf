import * as ec2 from '@hostler/wire/models/ec2'
import { askForInstances } from '../asks.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { instanceFaults } from '../errors.ts'
import { getInstances } from './instance-ids.ts'
import { readMetadataOptions } from './metadata-options.ts'
import { renderMetadataOptions } from './render-instance.ts'

export const ModifyInstanceMetadataOptions = operation(ec2.ModifyInstanceMetadataOptions, {
  asks: ({ InstanceId }, _names, parts, call) =>
    askForInstances('ec2:ModifyInstanceMetadataOptions', [InstanceId], parts, call),
  faults: instanceFaults,
  async run(input, parts, call) {
    await getInstances([input.InstanceId], parts, call)
    const change = readMetadataOptions(input)
    endDryRun(input)
    const { id, metadataOptions } = await parts.instances.modifyMetadataOptions(call, input.InstanceId, change)
    return { InstanceId: id, InstanceMetadataOptions: renderMetadataOptions(metadataOptions) }
  },
})
