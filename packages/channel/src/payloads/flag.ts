/** Payload of type 10: one of `flags`. */
export function writeFlag(flag: number): Uint8Array {
  const payload = new Uint8Array(4)
  new DataView(payload.buffer).setUint32(0, flag)
  return payload
}

/** The number, which may be none of `flags`; undefined where there is none. */
export function readFlag(payload: Uint8Array): number | undefined {
  if (payload.length !== 4) return undefined
  return new DataView(payload.buffer, payload.byteOffset, payload.byteLength).getUint32(0)
}
