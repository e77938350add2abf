import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { noSuchEntity } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteAccountAlias = operation(iam.DeleteAccountAlias, {
  asks: () => [may('iam:DeleteAccountAlias', '*')],
  faults: { 'alias.not-found': ({ id }) => noSuchEntity(`The account alias ${id} cannot be found.`) },
  async run({ AccountAlias }, { accountAliases }, { accountId }) {
    await accountAliases.delete(accountId, AccountAlias)
    return {}
  },
})
