import { expect, test } from 'vitest'
import { createEscapeKeys } from './escape-keys.ts'

/** What is sent of these reads of the terminal; ends with `leave` when they lead out. */
function typed(...reads: string[]): string {
  const keys = createEscapeKeys()
  let sent = ''
  for (const read of reads) {
    const taken = keys.take(Buffer.from(read))
    if (taken === 'leave') return `${sent}<leave>`
    sent += Buffer.from(taken).toString()
  }
  return sent
}

test.each([
  ['Enter, ~, . leads out', ['l', 's', '\r', '~', '.'], 'ls\r<leave>'],
  ['so do ~, . as the first keys', ['~', '.'], '<leave>'],
  ['~~ types one', ['\r', '~', '~', '.'], '\r~.'],
  ['a ~ before another key is typed with it', ['\r', '~', '/', 'x'], '\r~/x'],
  ['a ~ within a line is nothing special', ['a', '~', '.'], 'a~.'],
  ['a paste does not lead out', ['x\n~.\n~.\n'], 'x\n~.\n~.\n'],
  ['nor does a paste after Enter', ['\r', '~.\n'], '\r~.\n'],
  ['nor one after ~', ['\r', '~', '.bashrc'], '\r~.bashrc'],
  ['Ctrl-C after ~ goes through', ['\r', '~', '\u0003'], '\r~\u0003'],
  ['after ~ and Enter the line starts again', ['\r', '~', '\r', '~', '.'], '\r~\r<leave>'],
])('%s', (_, reads, sent) => {
  expect(typed(...reads)).toBe(sent)
})
