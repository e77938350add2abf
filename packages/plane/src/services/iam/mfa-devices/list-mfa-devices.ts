import * as iam from '@hostler/wire/models/iam'
import { listFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { deviceOwner, mayOnOwner } from './mfa-asks.ts'

export const ListMFADevices = operation(iam.ListMFADevices, {
  asks: ({ UserName }, _, parts, call) => mayOnOwner(UserName, 'ListMFADevices', parts, call),
  faults: { ...userFaults, ...listFaults },
  async run(input, { mfaDevices }, call) {
    const owner = deviceOwner(input.UserName, call)
    const page = pageOfList(await mfaDevices.listByOwner(call.accountId, owner), byPosition, pageRequest(input))
    const MFADevices = page.items.map(({ serialNumber, use }) => ({
      UserName: owner ?? call.accountId,
      SerialNumber: serialNumber,
      EnableDate: use.enabledAt,
    }))
    return { MFADevices, ...renderPage(page) }
  },
})
