import * as iam from '@hostler/wire/models/iam'
import { listFaults, mfaDeviceFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderTags } from '../render.ts'
import { mayOnDevice } from './mfa-asks.ts'

export const ListMFADeviceTags = operation(iam.ListMFADeviceTags, {
  asks: ({ SerialNumber }, _, parts, call) => mayOnDevice(SerialNumber, 'ListMFADeviceTags', parts, call),
  faults: { ...mfaDeviceFaults, ...listFaults },
  async run(input, { mfaDeviceTags }, { accountId }) {
    const found = renderTags(await mfaDeviceTags.list(accountId, input.SerialNumber))
    const page = pageOfList(found, byPosition, pageRequest(input))
    return { Tags: page.items, ...renderPage(page) }
  },
})
