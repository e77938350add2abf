import * as iam from '@hostler/wire/models/iam'
import { userNamed } from '../asks.ts'
import { userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { givenOrOwn, mayOnGivenOrOwn } from '../own-user.ts'
import { renderRoot, renderUser } from '../render.ts'

/** Without a name it is the caller. */
export const GetUser = operation(iam.GetUser, {
  asks: ({ UserName }, _, parts, call) => mayOnGivenOrOwn(UserName, 'GetUser', parts, call),
  faults: userFaults,
  async run({ UserName }, { users, tags, accounts }, call) {
    const name = givenOrOwn(UserName, call)
    if (name === undefined) return { User: renderRoot(call.accountId, await accounts.find(call.accountId)) }
    const user = await users.get(call.accountId, name)
    return { User: renderUser(user, await tags.list(userNamed(name, call))) }
  },
})
