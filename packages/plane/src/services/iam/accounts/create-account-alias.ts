import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { entityAlreadyExists, validationError } from '../errors.ts'
import { operation } from '../iam-operation.ts'

/** An account has one alias: a new one takes the place of the old. */
export const CreateAccountAlias = operation(iam.CreateAccountAlias, {
  asks: () => [may('iam:CreateAccountAlias', '*')],
  faults: {
    'alias.already-exists': ({ id }) => entityAlreadyExists(`The account alias ${id} already exists.`),
    'alias.invalid': ({ id }) => validationError(`The account alias ${id} reads as an account id.`),
  },
  async run({ AccountAlias }, { accountAliases }, { accountId }) {
    await accountAliases.create(accountId, AccountAlias)
    return {}
  },
})
