import * as logs from '@hostler/wire/models/logs'
import { may } from '../../../access/ask.ts'
import type { Call } from '../../operation.ts'
import { requestTags } from '../asks.ts'
import { groupAlreadyExists, groupTagFaults, invalidParameter } from '../errors.ts'
import { operation } from '../logs-operation.ts'

/** With tags, one of the two permissions to tag a group is needed too. */
export const CreateLogGroup = operation(logs.CreateLogGroup, {
  async asks({ logGroupName, tags }, names, _parts, call) {
    const group = names.logStream(logGroupName)
    if (!tags) return [may('logs:CreateLogGroup', group)]
    const context = requestTags(tags)
    return [may('logs:CreateLogGroup', group, { context }), await mayTag(logGroupName, context, call)]
  },
  faults: { ...groupTagFaults, 'log-group.already-exists': groupAlreadyExists },
  async run(input, { groups }, call) {
    refuseUnserved(input)
    await groups.create(call, input.logGroupName, new Map(Object.entries(input.tags ?? {})))
    return {}
  },
})

async function mayTag(name: string, context: ReturnType<typeof requestTags>, call: Call) {
  const byName = may('logs:TagLogGroup', call.names.logStream(name), { context })
  return (await call.allows(byName)) ? byName : may('logs:TagResource', call.names.logGroup(name), { context })
}

/** What would be promised and not kept. */
function refuseUnserved({ kmsKeyId, logGroupClass, deletionProtectionEnabled }: logs.CreateLogGroupRequest): void {
  if (kmsKeyId !== undefined) {
    throw invalidParameter(
      'kmsKeyId is not supported: Hostler has no KMS, so log groups cannot be encrypted with its keys.',
    )
  }
  if (logGroupClass !== undefined && logGroupClass !== 'STANDARD') {
    throw invalidParameter(`The log group class ${logGroupClass} is not supported: Hostler has STANDARD only.`)
  }
  if (deletionProtectionEnabled) throw invalidParameter('Deletion protection is not supported by Hostler.')
}
