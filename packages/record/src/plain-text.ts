import { createOutputReader } from './control-sequences.ts'

/** What was to be read in a terminal's output. */
export interface PlainText {
  add(text: string): string
  /** What is left. */
  end(): string
}

/**
 * Takes control sequences and control characters out of output, wherever it is cut. Lines end with a newline alone; a
 * carriage return that stands alone ends a line too, so that what was written over stays readable. Nothing else is
 * interpreted: what a program erased is still there.
 */
export function createPlainText(): PlainText {
  const reader = createOutputReader()
  // A carriage return waits for what follows, even when a control sequence stands in between.
  let isReturned = false
  function plain(text: string): string {
    let out = ''
    for (const character of text) {
      if (character === '\r') {
        isReturned = true
        continue
      }
      if (isControl(character) && character !== '\n' && character !== '\t') continue
      if (isReturned && character !== '\n') out += '\n'
      isReturned = false
      out += character
    }
    return out
  }
  const textOf = (parts: ReturnType<typeof reader.read>) =>
    parts.map(({ kind, text }) => (kind === 'text' ? plain(text) : '')).join('')
  return {
    add: text => textOf(reader.read(text)),
    end: () => textOf(reader.end()) + (isReturned ? '\n' : ''),
  }
}

function isControl(character: string): boolean {
  return character < ' ' || (character >= '\u007f' && character <= '\u009f')
}
