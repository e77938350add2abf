import { AwsFault } from '@hostler/wire/aws-fault'
import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { mayOn, userNamed } from '../asks.ts'
import { operation } from '../iam-operation.ts'

/** Asks about the key's owner; about any user where the account has no such key. */
export const GetAccessKeyLastUsed = operation(iam.GetAccessKeyLastUsed, {
  async asks({ AccessKeyId }, names, parts, call) {
    const owner = await parts.accessKeys.findOwner(call.accountId, AccessKeyId)
    if (owner === undefined) return [may('iam:GetAccessKeyLastUsed', names.user('*'))]
    if (owner.isRoot) return [may('iam:GetAccessKeyLastUsed', `arn:aws:iam::${call.accountId}:root`)]
    return mayOn(userNamed(owner.name, call), 'GetAccessKeyLastUsed', parts, call)
  },
  faults: {},
  async run({ AccessKeyId }, { accessKeys, accessKeyUses }, { accountId, callerArn }) {
    const owner = await accessKeys.findOwner(accountId, AccessKeyId)
    if (owner === undefined) throw unknownKey(callerArn, AccessKeyId)
    const use = await accessKeyUses.find(AccessKeyId)
    return {
      ...(!owner.isRoot && { UserName: owner.name }),
      AccessKeyLastUsed: use
        ? { LastUsedDate: use.at, ServiceName: use.service, Region: use.region }
        : { ServiceName: 'N/A', Region: 'N/A' },
    }
  },
})

/** The operation has no error for a key that does not exist; one of another account reads the same. */
function unknownKey(callerArn: string, id: string): AwsFault {
  const action = 'iam:GetAccessKeyLastUsed'
  const message = `User: ${callerArn} is not authorized to perform: ${action} on resource: access key ${id}`
  return new AwsFault('AccessDenied', 403, message)
}
