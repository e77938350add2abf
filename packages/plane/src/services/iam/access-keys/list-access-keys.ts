import * as iam from '@hostler/wire/models/iam'
import { listFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { givenOrOwn, mayOnGivenOrOwn } from '../own-user.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderAccessKey } from './render-access-key.ts'

export const ListAccessKeys = operation(iam.ListAccessKeys, {
  asks: ({ UserName }, _, parts, call) => mayOnGivenOrOwn(UserName, 'ListAccessKeys', parts, call),
  faults: { ...userFaults, ...listFaults },
  async run(input, { accessKeys }, call) {
    const owner = givenOrOwn(input.UserName, call)
    const page = pageOfList(await accessKeys.list(call, owner), byPosition, pageRequest(input))
    return { AccessKeyMetadata: page.items.map(key => renderAccessKey(key, owner)), ...renderPage(page) }
  },
})
