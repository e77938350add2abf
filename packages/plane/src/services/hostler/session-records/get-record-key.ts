import * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import { operation } from '../hostler-operation.ts'

/** What records are verified with. It is no secret, and worth keeping elsewhere. */
export const GetRecordKey = operation(hostler.GetRecordKey, {
  asks: (_input, names) => [may('hostler:GetRecordKey', names.anyHostler)],
  faults: {},
  async run(_input, { recordKey }) {
    return { KeyId: recordKey.id, Algorithm: 'Ed25519' as const, PublicKey: recordKey.publicKeyPem }
  },
})
