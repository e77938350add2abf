import { bytesToText } from './byte-text.ts'
import { splitChunks } from './split-chunks.ts'

/** No chunk is as long; what goes on so long without a seal is none, and is not waited for. */
const longest = 4 * 1024 * 1024

/** Cuts a record into chunks as its bytes come, in memory that does not grow with it. What is no chunk comes as it is. */
export async function* streamChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let text = ''
  for await (const piece of bytes) {
    // As Latin-1: a character may be in two pieces.
    text += toLatin1(piece)
    const { chunks, rest } = splitChunks(text)
    for (const chunk of chunks) yield toText(chunk)
    text = rest
    if (text.length > longest) {
      yield toText(text)
      text = ''
    }
  }
  if (text !== '') yield toText(text)
}

const unitsAtOnce = 8_192

function toLatin1(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += unitsAtOnce) {
    text += String.fromCharCode(...bytes.subarray(from, from + unitsAtOnce))
  }
  return text
}

/** Bytes that are no text must not pass for the character that stands for them. */
function toText(latin1: string): string {
  const bytes = new Uint8Array(latin1.length)
  for (let place = 0; place < bytes.length; place++) bytes[place] = latin1.charCodeAt(place)
  return bytesToText(bytes)
}
