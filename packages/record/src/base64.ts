const wellFormed = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

export function isBase64(text: string): boolean {
  return wellFormed.test(text)
}

export function bytesToBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** @throws for what {@link isBase64} refuses */
export function base64ToBytes(text: string): Uint8Array {
  const decoded = atob(text)
  const bytes = new Uint8Array(decoded.length)
  for (let place = 0; place < bytes.length; place++) bytes[place] = decoded.charCodeAt(place)
  return bytes
}
