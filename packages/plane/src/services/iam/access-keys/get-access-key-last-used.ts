import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { mayOn, userNamed } from '../asks.ts'
import { noSuchAccessKey } from '../errors.ts'
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
  async run({ AccessKeyId }, { accessKeys, accessKeyUses }, { accountId }) {
    const owner = await accessKeys.findOwner(accountId, AccessKeyId)
    if (owner === undefined) throw noSuchAccessKey({ id: AccessKeyId })
    const use = await accessKeyUses.find(AccessKeyId)
    return {
      ...(!owner.isRoot && { UserName: owner.name }),
      AccessKeyLastUsed: use
        ? { LastUsedDate: use.at, ServiceName: use.service, Region: use.region }
        : { ServiceName: 'N/A', Region: 'N/A' },
    }
  },
})
