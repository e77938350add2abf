// smux version 1, as Port sessions carry it inside their stream: a header of 8 bytes in little-endian order, then the
// bytes. Frames are cut by nobody: several share a message of the data channel, and one may be spread over many.

export const smuxCommands = { syn: 0, fin: 1, psh: 2, nop: 3 } as const

export interface SmuxFrame {
  /** One of `smuxCommands`. */
  readonly command: number
  readonly streamId: number
  readonly payload: Uint8Array
}

export const smuxHeaderBytes = 8
/** What the stock programs send at the most. */
export const smuxPayloadBytes = 32_768

const version = 1
const nothing = new Uint8Array(0)

/** Writes a header into `target`, which has room for it at `offset`. `length` is below 65,536. */
export function writeSmuxHeader(
  target: Uint8Array,
  offset: number,
  { command, streamId, length }: { command: number; streamId: number; length: number },
): void {
  target[offset] = version
  target[offset + 1] = command
  target[offset + 2] = length & 0xff
  target[offset + 3] = length >>> 8
  new DataView(target.buffer, target.byteOffset).setUint32(offset + 4, streamId, true)
}

/** Reads frames out of bytes that come in any pieces; keeps less than one frame. */
export class SmuxReader {
  #rest: Uint8Array = nothing

  /**
   * The frames that are complete now. Payloads are views of what was handed in where they can be: copy what is kept.
   * After `malformed` nothing can be read any more: where the next frame begins is lost.
   */
  read(bytes: Uint8Array): readonly SmuxFrame[] | { readonly malformed: string } {
    const all = joined(this.#rest, bytes)
    const view = new DataView(all.buffer, all.byteOffset, all.length)
    const frames: SmuxFrame[] = []
    let at = 0
    while (all.length - at >= smuxHeaderBytes) {
      const command = all[at + 1]!
      if (all[at] !== version) return { malformed: `smux version ${all[at]} is not spoken here` }
      if (command > smuxCommands.nop) return { malformed: `smux has no command ${command}` }
      const end = at + smuxHeaderBytes + view.getUint16(at + 2, true)
      if (end > all.length) break
      const payload = all.subarray(at + smuxHeaderBytes, end)
      frames.push({ command, streamId: view.getUint32(at + 4, true), payload })
      at = end
    }
    this.#rest = at === all.length ? nothing : all.slice(at)
    return frames
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}
