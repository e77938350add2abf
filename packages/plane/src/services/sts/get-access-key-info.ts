import * as sts from '@hostler/wire/models/sts'
import { may } from '../../access/ask.ts'
import { accountOfTemporaryKeyId } from '../../domain/basics/ids.ts'
import { unknownAccessKey } from './errors.ts'
import { operation, type StsParts } from './sts-operation.ts'

/** The account of any key of the plane, whoever asks: AWS tells it of every key in the world. */
export const GetAccessKeyInfo = operation(sts.GetAccessKeyInfo, {
  asks: () => [may('sts:GetAccessKeyInfo', '*')],
  faults: {},
  async run({ AccessKeyId }, parts) {
    const Account = await accountOf(AccessKeyId, parts)
    if (Account === undefined) throw unknownAccessKey()
    return { Account }
  },
})

async function accountOf(id: string, { accessKeys, accounts }: StsParts): Promise<string | undefined> {
  const temporary = accountOfTemporaryKeyId(id)
  if (temporary === undefined) return (await accessKeys.find(id))?.accountId
  return (await accounts.find(temporary))?.id
}
