import * as iam from '@hostler/wire/models/iam'
import { noSuchAccessKey, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { givenOrOwn, mayOnGivenOrOwn } from '../own-user.ts'

export const DeleteAccessKey = operation(iam.DeleteAccessKey, {
  asks: ({ UserName }, _, parts, call) => mayOnGivenOrOwn(UserName, 'DeleteAccessKey', parts, call),
  faults: { ...userFaults, 'access-key.not-found': noSuchAccessKey },
  async run({ UserName, AccessKeyId }, { accessKeys }, call) {
    await accessKeys.delete(call, givenOrOwn(UserName, call), AccessKeyId)
    return {}
  },
})
