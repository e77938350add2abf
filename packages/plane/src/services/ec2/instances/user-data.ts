import { userDataMalformed, userDataTooLong } from '../errors.ts'

const sizeMaxBytes = 16_384

/** Base64 of user data as given. Throws InvalidUserData.Malformed, InvalidParameterValue beyond 16 KiB. */
export function readUserData(base64: string | undefined): string | undefined {
  if (!base64) return undefined
  const compact = base64.replace(/\s/g, '')
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(compact) && compact.length % 4 === 0
  if (!isBase64) throw userDataMalformed()
  if (Buffer.byteLength(compact, 'base64') > sizeMaxBytes) throw userDataTooLong()
  return base64
}
