import * as sts from '@hostler/wire/models/sts'
import { anyone } from '../../access/ask.ts'
import { operation } from './sts-operation.ts'

/** Answers everybody, whatever the policies say: it tells only what the caller can prove anyway. */
export const GetCallerIdentity = operation(sts.GetCallerIdentity, {
  asks: () => anyone,
  faults: {},
  async run(_input, _parts, { caller }) {
    return { UserId: caller.userId, Account: caller.accountId, Arn: caller.arn }
  },
})
