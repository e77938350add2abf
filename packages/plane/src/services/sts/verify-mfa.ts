import type { MfaDevices } from '../../domain/mfa-device/mfa-devices.ts'
import type { Call } from '../operation.ts'
import { incompleteMfa, mfaNotValidated } from './errors.ts'

/**
 * Whether the caller showed a code of its device with this request. Throws AccessDenied when it showed a wrong one,
 * and the domain's errors of `verifyCode`.
 */
export async function verifyMfa(
  { SerialNumber, TokenCode }: { SerialNumber?: string; TokenCode?: string },
  { mfaDevices }: { readonly mfaDevices: Pick<MfaDevices, 'verifyCode'> },
  { caller, now }: Call,
): Promise<boolean> {
  if (SerialNumber === undefined && TokenCode === undefined) return false
  if (SerialNumber === undefined || TokenCode === undefined) throw incompleteMfa()
  // Nobody else has devices.
  if (caller.kind !== 'user' && caller.kind !== 'root') throw mfaNotValidated()
  await mfaDevices.verifyCode(caller, SerialNumber, TokenCode, now)
  return true
}
