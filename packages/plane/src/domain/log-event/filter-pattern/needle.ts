/** A text to be found in others, in one pass over each, whatever it repeats: `indexOf` goes back. */
export class Needle {
  readonly text: string
  /** How long a beginning of the text ends at each place of it. */
  readonly #borders: readonly number[]

  constructor(text: string) {
    this.text = text
    const borders = [0]
    for (let at = 1, length = 0; at < text.length; at++) {
      while (length > 0 && text[at] !== text[length]) length = borders[length - 1]!
      if (text[at] === text[length]) length++
      borders.push(length)
    }
    this.#borders = borders
  }

  /** Where it begins first, from a place on; -1 when it does not. */
  find(haystack: string, from = 0): number {
    const { text } = this
    if (text === '') return from
    let length = 0
    for (let at = from; at < haystack.length; at++) {
      const code = haystack.charCodeAt(at)
      while (length > 0 && code !== text.charCodeAt(length)) length = this.#borders[length - 1]!
      if (code === text.charCodeAt(length)) length++
      if (length === text.length) return at - length + 1
    }
    return -1
  }
}
