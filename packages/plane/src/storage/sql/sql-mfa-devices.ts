import type { MfaDevice, MfaDeviceWriter } from '../../domain/mfa-device/mfa-device.ts'
import { pageOf } from './page-of.ts'
import type { Database } from './sql-stores.ts'

// A device is read whole, so it is kept as one document.

export function sqlMfaDevices(db: Database): MfaDeviceWriter {
  const ofAccount = (accountId: string) =>
    db.selectFrom('mfa_device').select('record').where('account_id', '=', accountId)
  return {
    async find(accountId, serialNumber) {
      const row = await ofAccount(accountId).where('serial_number', '=', serialNumber).executeTakeFirst()
      return row && toMfaDevice(row.record)
    },
    async list(accountId, assignment, page) {
      let query = ofAccount(accountId).where('serial_number', '>', page.after ?? '')
      if (assignment !== 'any') query = query.where('user_id', assignment === 'assigned' ? 'is not' : 'is', null)
      const rows = await query
        .orderBy('serial_number')
        .limit(page.limit + 1)
        .execute()
      return pageOf(
        rows.map(row => toMfaDevice(row.record)),
        page,
        device => device,
        device => device.serialNumber,
      )
    },
    async listByUser(accountId, userId) {
      const rows = await ofAccount(accountId).where('user_id', '=', userId).orderBy('serial_number').execute()
      return rows.map(row => toMfaDevice(row.record))
    },
    async put(device) {
      const { accountId, serialNumber } = device
      const changed = { user_id: device.use?.userId ?? null, record: JSON.stringify(device) }
      await db
        .insertInto('mfa_device')
        .values({ account_id: accountId, serial_number: serialNumber, ...changed })
        .onConflict(conflict => conflict.columns(['account_id', 'serial_number']).doUpdateSet(changed))
        .execute()
    },
    async delete(accountId, serialNumber) {
      const query = db.deleteFrom('mfa_device').where('account_id', '=', accountId)
      await query.where('serial_number', '=', serialNumber).execute()
    },
  }
}

function toMfaDevice(record: string): MfaDevice {
  const device = JSON.parse(record) as MfaDevice
  const { use } = device
  return {
    ...device,
    createdAt: new Date(device.createdAt),
    ...(use && { use: { ...use, enabledAt: new Date(use.enabledAt) } }),
  }
}
