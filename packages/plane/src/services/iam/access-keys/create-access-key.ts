import * as iam from '@hostler/wire/models/iam'
import { limitExceeded, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { givenOrOwn, mayOnGivenOrOwn } from '../own-user.ts'
import { renderAccessKey } from './render-access-key.ts'

export const CreateAccessKey = operation(iam.CreateAccessKey, {
  asks: ({ UserName }, _, parts, call) => mayOnGivenOrOwn(UserName, 'CreateAccessKey', parts, call),
  faults: {
    ...userFaults,
    'access-keys.limit-exceeded': () => limitExceeded('Cannot exceed quota for AccessKeysPerUser: 2'),
  },
  async run({ UserName }, { accessKeys }, call) {
    const owner = givenOrOwn(UserName, call)
    const { key, secretAccessKey } = await accessKeys.create(call, owner)
    const { UserName: name = '', ...rest } = renderAccessKey(key, owner)
    return { AccessKey: { UserName: name, ...rest, SecretAccessKey: secretAccessKey } }
  },
})
