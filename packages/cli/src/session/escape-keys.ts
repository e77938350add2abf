// The way out of a session that answers no more: Enter, ~, . as in ssh. Only keys that are typed one at a time count,
// so that nothing in a paste can end the session.

const enter = new Set([0x0d, 0x0a])
const tilde = 0x7e
const dot = 0x2e

export interface EscapeKeys {
  /** What to send of the bytes that a read of the terminal gave; 'leave' when the user wants out. */
  take(typed: Uint8Array): Uint8Array | 'leave'
}

/** A ~ at the start of a line is held back until the next key tells what it is; a second ~ sends it. */
export function createEscapeKeys(): EscapeKeys {
  let state: 'line-start' | 'tilde-held' | 'in-line' = 'line-start'
  return {
    take(typed) {
      const key = typed.length === 1 ? typed[0] : undefined
      if (state === 'line-start' && key === tilde) {
        state = 'tilde-held'
        return empty
      }
      const wasHeld = state === 'tilde-held'
      if (wasHeld && key === dot) return 'leave'
      state = enter.has(typed.at(-1) ?? 0) ? 'line-start' : 'in-line'
      return wasHeld && key !== tilde ? Uint8Array.of(tilde, ...typed) : typed
    },
  }
}

const empty = new Uint8Array()
