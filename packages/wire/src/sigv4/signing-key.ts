// Derived signing keys, kept because deriving one costs four HMACs and a caller uses the same one all day.
import { hmacSha256, prepareHmacKey, type HmacKey } from './hmac-sha256.ts'
import { SCOPE_TERMINATOR } from './parsed-signature.ts'

const GENERATION_KEYS = 4096

let newestDate = ''
let recent = new Map<string, HmacKey>()
let older = new Map<string, HmacKey>()

/** The key that signs for one secret, day (YYYYMMDD), region and service. Call it for known access keys only. */
export function signingKey(secretAccessKey: string, date: string, region: string, service: string): HmacKey {
  if (date > newestDate) startDay(date)
  // The scope has no slash in its parts, the secret may: it stands last so that no two keys share a name.
  const name = `${date}/${region}/${service}/${secretAccessKey}`
  const known = recent.get(name)
  if (known !== undefined) return known
  const key = older.get(name) ?? deriveKey(secretAccessKey, date, region, service)
  if (recent.size >= GENERATION_KEYS) {
    older = recent
    recent = new Map()
  }
  recent.set(name, key)
  return key
}

function startDay(date: string): void {
  newestDate = date
  recent = new Map()
  older = new Map()
}

function deriveKey(secretAccessKey: string, date: string, region: string, service: string): HmacKey {
  let key = prepareHmacKey(Buffer.from(`AWS4${secretAccessKey}`, 'utf8'))
  for (const part of [date, region, service, SCOPE_TERMINATOR]) key = prepareHmacKey(hmacSha256(key, part, 'buffer'))
  return key
}
