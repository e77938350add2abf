/** What the matcher needs of a string; tests count the reads through it. */
export interface MatchableText {
  readonly length: number
  charCodeAt(index: number): number
  startsWith(prefix: string): boolean
  endsWith(suffix: string): boolean
}

/** Pattern symbols below zero are wildcards, others are character codes. */
export const anyChar = -1
export const anyRun = -2
/** Like `anyChar` and `anyRun`, but never matching a colon: they stay inside one part of an ARN. */
export const partChar = -3
export const partRun = -4

const colon = 58

/** Bit j of the state set means: the text read so far can be matched by the first j single-character symbols. */
export class Automaton {
  readonly words: number
  readonly #symbols: readonly number[]
  readonly #final: number
  readonly #anyRuns: Int32Array
  readonly #partRuns: Int32Array
  readonly #state: Int32Array
  #steps: Steps | undefined

  constructor(symbols: readonly number[]) {
    this.#symbols = symbols
    this.#final = symbols.filter(symbol => !isRun(symbol)).length
    this.words = (this.#final >> 5) + 1
    this.#anyRuns = new Int32Array(this.words)
    this.#partRuns = new Int32Array(this.words)
    this.#state = new Int32Array(this.words)
    let position = 0
    for (const symbol of symbols) {
      if (!isRun(symbol)) position++
      if (symbol === anyRun) setBit(this.#anyRuns, position)
      if (isRun(symbol)) setBit(this.#partRuns, position)
    }
  }

  accepts(text: MatchableText, start: number, end: number): boolean {
    // Built on first use: long patterns are mostly refused by their length or prefix and never come here.
    const { byCode, otherwise } = (this.#steps ??= buildSteps(this.#symbols, this.words))
    const state = this.#state.fill(0)
    state[0] = 1
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at)
      const steps = byCode.get(code) ?? otherwise
      const runs = code === colon ? this.#anyRuns : this.#partRuns
      if (!advance(state, steps, runs)) return false
    }
    return ((state[this.#final >> 5] ?? 0) & (1 << (this.#final & 31))) !== 0
  }
}

/** One character: states whose next symbol accepts it move up, states standing on a run stay. False when none is left. */
function advance(state: Int32Array, steps: Int32Array, runs: Int32Array): boolean {
  let carry = 0
  let alive = 0
  for (let word = 0; word < state.length; word++) {
    const current = state[word] ?? 0
    const moving = current & (steps[word] ?? 0)
    const next = (moving << 1) | carry | (current & (runs[word] ?? 0))
    carry = moving >>> 31
    state[word] = next
    alive |= next
  }
  return alive !== 0
}

interface Steps {
  readonly byCode: ReadonlyMap<number, Int32Array>
  readonly otherwise: Int32Array
}

/** For each character code the states that may move on it: the pattern's own characters by name, others by wildcard. */
function buildSteps(symbols: readonly number[], words: number): Steps {
  const units = symbols.filter(symbol => !isRun(symbol))
  const otherwise = new Int32Array(words)
  const onColon = new Int32Array(words)
  for (const [position, symbol] of units.entries()) {
    if (isWildcard(symbol)) setBit(otherwise, position)
    if (symbol === anyChar) setBit(onColon, position)
  }
  const byCode = new Map([[colon, onColon]])
  for (const [position, symbol] of units.entries()) {
    if (isWildcard(symbol)) continue
    const bits = byCode.get(symbol) ?? otherwise.slice()
    byCode.set(symbol, bits)
    setBit(bits, position)
  }
  return { byCode, otherwise }
}

function setBit(bits: Int32Array, position: number): void {
  bits[position >> 5] = (bits[position >> 5] ?? 0) | (1 << (position & 31))
}

export function isWildcard(symbol: number): boolean {
  return symbol < 0
}

export function isRun(symbol: number): boolean {
  return symbol === anyRun || symbol === partRun
}
