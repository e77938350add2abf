/** Reads base64 that comes in pieces, with line ends anywhere. */
export class Base64Reader {
  #rest = ''

  /** The bytes that are whole now. */
  read(text: Uint8Array): Buffer {
    const all =
      this.#rest +
      Buffer.from(text)
        .toString('latin1')
        .replace(/[^A-Za-z0-9+/=]/g, '')
    const whole = all.length - (all.length % 4)
    this.#rest = all.slice(whole)
    return Buffer.from(all.slice(0, whole), 'base64')
  }
}
