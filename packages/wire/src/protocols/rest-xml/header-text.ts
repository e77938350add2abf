// Values of answers' headers.
import type { Shape } from '../../model/service-model.ts'

/** A value as its header spells it: times as HTTP has them unless the model says otherwise, lists with commas. */
export function headerText(shape: Shape, value: unknown): string {
  if (shape.type === 'timestamp') {
    const time = value as Date
    return shape.format === 'iso8601' ? time.toISOString() : time.toUTCString()
  }
  return headerBytes(Array.isArray(value) ? value.join(',') : String(value))
}

/** Text that HTTP can carry: what is no latin1 as UTF-8 bytes, control characters as blanks. */
function headerBytes(text: string): string {
  if (/^[\u0020-\u007e]*$/.test(text)) return text
  const bytes = /[\u0100-\uffff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
  return bytes.replace(/[^\t\P{Cc}\u0080-\u009f]/gu, ' ')
}

/**
 * A metadata value as S3 gives it back: as it is, or as one encoded word of RFC 2047 where it is more than ASCII. Most
 * of it ASCII: quoted, else base64.
 */
export function metadataText(text: string): string {
  if (/^[\t\u0020-\u007e]*$/.test(text)) return text
  const bytes = Buffer.from(text, 'utf8')
  const others = text.match(/[\u0080-\uffff]/g)?.length ?? 0
  return others < text.length / 2 ? `=?UTF-8?Q?${quoted(bytes)}?=` : `=?UTF-8?B?${bytes.toString('base64')}?=`
}

function quoted(bytes: Buffer): string {
  let text = ''
  for (const byte of bytes) {
    const character = String.fromCharCode(byte)
    if (character === ' ') text += '_'
    else if (byte > 0x20 && byte < 0x7f && !'=?_'.includes(character)) text += character
    else text += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}
