// Which modes of the terminal the host's programs have switched, so that a session that breaks off in the middle of
// an editor does not leave the user without cursor, in the wrong screen, or with a mouse that types.

/** Modes by number (DEC private modes), and whether each is on in a terminal that nobody has touched. */
const defaults: ReadonlyMap<number, boolean> = new Map([
  [1, false], // cursor keys send application sequences
  [25, true], // the cursor shows
  [47, false], // alternate screen, in its three forms
  [1047, false],
  [1049, false],
  [1000, false], // the mouse reports buttons, drags, moves, focus
  [1002, false],
  [1003, false],
  [1004, false],
  [1006, false],
  [2004, false], // pastes come bracketed
])

const escape = '\u001b'
const switches = new RegExp(`${escape}\\[\\?([\\d;]{1,40})([hl])`, 'g')
const longestSwitch = 44

export interface ScreenModes {
  /** Watches output go by. */
  watch(output: Uint8Array): void
  /** What brings every switched mode back; empty when there is nothing to do. */
  undo(): string
}

export function createScreenModes(): ScreenModes {
  const switched = new Map<number, boolean>()
  // A sequence may be cut in two by the messages that carry it.
  let tail = ''
  return {
    watch(output) {
      const text = tail + Buffer.from(output.buffer, output.byteOffset, output.byteLength).toString('latin1')
      for (const [, modes, letter] of text.matchAll(switches)) {
        for (const mode of modes!.split(';').map(Number)) {
          if (!defaults.has(mode)) continue
          if (defaults.get(mode) === (letter === 'h')) switched.delete(mode)
          else switched.set(mode, letter === 'h')
        }
      }
      const last = text.lastIndexOf(escape)
      tail = last >= 0 && text.length - last < longestSwitch ? text.slice(last) : ''
    },
    undo() {
      const reset = [...switched].map(([mode, isOn]) => `${escape}[?${mode}${isOn ? 'l' : 'h'}`).join('')
      return reset && `${reset}${escape}[0m`
    },
  }
}
