import { AwsFault } from '@hostler/wire/aws-fault'
import * as sts from '@hostler/wire/models/sts'
import { may } from '../../access/ask.ts'
import { operation } from './sts-operation.ts'

/** What EC2 sealed into a denial of this account's. */
export const DecodeAuthorizationMessage = operation(sts.DecodeAuthorizationMessage, {
  asks: () => [may('sts:DecodeAuthorizationMessage', '*')],
  faults: {},
  run({ EncodedMessage }, { authorizationMessages }, { accountId }) {
    const DecodedMessage = authorizationMessages.decode(accountId, EncodedMessage)
    if (DecodedMessage === undefined) {
      throw new AwsFault('InvalidAuthorizationMessageException', 400, 'Message is not valid.')
    }
    return Promise.resolve({ DecodedMessage })
  },
})
