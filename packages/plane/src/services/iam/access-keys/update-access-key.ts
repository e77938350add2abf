import * as iam from '@hostler/wire/models/iam'
import { noSuchAccessKey, userFaults, validationError } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { givenOrOwn, mayOnGivenOrOwn } from '../own-user.ts'

export const UpdateAccessKey = operation(iam.UpdateAccessKey, {
  asks: ({ UserName }, _, parts, call) => mayOnGivenOrOwn(UserName, 'UpdateAccessKey', parts, call),
  faults: { ...userFaults, 'access-key.not-found': noSuchAccessKey },
  async run({ UserName, AccessKeyId, Status }, { accessKeys }, call) {
    if (Status === 'Expired') throw validationError('Status Expired is set by AWS only.')
    const status = Status === 'Active' ? 'Active' : 'Inactive'
    await accessKeys.updateStatus(call, givenOrOwn(UserName, call), AccessKeyId, status)
    return {}
  },
})
