import * as iam from '@hostler/wire/models/iam'
import type { VirtualMFADevice } from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import type { MfaDevice } from '../../../domain/mfa-device/mfa-device.ts'
import { listFaults } from '../errors.ts'
import { type IamParts, operation } from '../iam-operation.ts'
import { pageRequest, renderPage } from '../paging.ts'
import { renderRoot, renderUser } from '../render.ts'

/** Never tells a seed again. Leaves tags out, as AWS does. */
export const ListVirtualMFADevices = operation(iam.ListVirtualMFADevices, {
  asks: (_input, names) => [may('iam:ListVirtualMFADevices', names.mfaDevice('/'))],
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const assignment = assignments[input.AssignmentStatus ?? 'Any'] ?? 'any'
    const page = await parts.mfaDevices.list(accountId, assignment, pageRequest(input))
    const VirtualMFADevices = await Promise.all(page.items.map(device => renderDevice(device, parts)))
    return { VirtualMFADevices, ...renderPage(page) }
  },
})

const assignments: Readonly<Record<string, 'assigned' | 'unassigned' | 'any'>> = {
  Assigned: 'assigned',
  Unassigned: 'unassigned',
  Any: 'any',
}

async function renderDevice(
  { accountId, serialNumber, use }: MfaDevice,
  { users, accounts }: IamParts,
): Promise<VirtualMFADevice> {
  if (!use) return { SerialNumber: serialNumber }
  const isRoot = use.userId === accountId
  const user = isRoot ? undefined : await users.findById(accountId, use.userId)
  const User = isRoot ? renderRoot(accountId, await accounts.find(accountId)) : user && renderUser(user)
  return { SerialNumber: serialNumber, ...(User && { User }), EnableDate: use.enabledAt }
}
