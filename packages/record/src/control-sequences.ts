// Tells text from control sequences in a terminal's output, across any cut of it. It knows where sequences begin and
// end (ECMA-48, and what xterm does where it is silent), not what they mean.

/**
 * `csi`, `string` (OSC, DCS and their like) and `escape` are whole sequences; `broken` is the start of one that does not
 * go on as it must, and the terminal may still be waiting for the rest. All else is `text`, with its control characters.
 */
export interface OutputPart {
  readonly kind: 'text' | 'csi' | 'string' | 'escape' | 'broken'
  readonly text: string
}

/** No real sequence is longer; what is, was begun to hide what follows, which then counts as text. */
const longestSequence = 8_192

const escape = '\u001b'
const stringStarts = ']PX^_'
/** The same sequences begun by one C1 character. */
const c1: ReadonlyMap<string, string> = new Map([
  ['\u009b', '['],
  ['\u009d', ']'],
  ['\u0090', 'P'],
  ['\u0098', 'X'],
  ['\u009e', '^'],
  ['\u009f', '_'],
])

export interface OutputReader {
  /** Parts that the text completes. */
  read(text: string): OutputPart[]
  /** What was begun and never ended, as text. */
  end(): OutputPart[]
}

export function createOutputReader(): OutputReader {
  let held = ''
  return {
    read(text) {
      const parts: OutputPart[] = []
      const all = held + text
      let place = 0
      while (place < all.length) {
        const start = nextStart(all, place)
        if (start > place) parts.push({ kind: 'text', text: all.slice(place, start) })
        place = start
        if (place === all.length) break
        const sequence = readSequence(all, place)
        if (!sequence) break
        parts.push(sequence)
        place += sequence.text.length
      }
      held = all.slice(place)
      return parts
    },
    end() {
      const parts: OutputPart[] = held === '' ? [] : [{ kind: 'text', text: held }]
      held = ''
      return parts
    },
  }
}

const start = new RegExp(`[${escape}${[...c1.keys()].join('')}]`, 'g')

function nextStart(text: string, from: number): number {
  start.lastIndex = from
  return start.exec(text)?.index ?? text.length
}

/** Undefined when more is needed to know. */
type End = { readonly at: number; readonly isWhole: boolean; readonly seenTo: number } | undefined

/** The sequence that begins here; undefined when more is needed to know its end. */
function readSequence(all: string, place: number): OutputPart | undefined {
  const isEscape = all[place] === escape
  const letter = isEscape ? all[place + 1] : c1.get(all[place]!)
  if (letter === undefined) return undefined
  const bodyAt = place + (isEscape ? 2 : 1)
  const kind = letter === '[' ? 'csi' : stringStarts.includes(letter) ? 'string' : 'escape'
  const end = findEnd[kind](all, bodyAt, letter)
  // By what had to be seen, so that the answer is the same wherever the output is cut.
  if ((end?.seenTo ?? all.length) - place > longestSequence) {
    return { kind: 'broken', text: all.slice(place, bodyAt) }
  }
  return end && { kind: end.isWhole ? kind : 'broken', text: all.slice(place, end.at) }
}

const findEnd = {
  /** Parameters, intermediates, one final character. */
  csi(all: string, from: number): End {
    let place = from
    while (place < all.length && all[place]! >= ' ' && all[place]! <= '?') place++
    if (place === all.length) return undefined
    const isWhole = all[place]! >= '@' && all[place]! <= '~'
    return ended(isWhole ? place + 1 : place, isWhole)
  },
  string(all: string, from: number, letter: string): End {
    stringEnd.lastIndex = from
    for (;;) {
      const found = stringEnd.exec(all)
      if (!found) return undefined
      // BEL ends an OSC alone; the other strings carry it.
      if (found[0] === '\u0007' && letter !== ']') continue
      if (found[0] !== escape) return ended(found.index + 1)
      if (found.index + 1 === all.length) return undefined
      // ESC \ ends it; ESC and anything else breaks it off and begins anew.
      return ended(found.index + (all[found.index + 1] === '\\' ? 2 : 0), true, found.index + 1)
    }
  },
  /** Intermediates, then one final character. */
  escape(all: string, from: number, letter: string): End {
    if (letter < ' ' || letter > '~') return ended(from - 1, false)
    if (letter >= '0') return ended(from)
    let place = from
    while (place < all.length && all[place]! >= ' ' && all[place]! <= '/') place++
    if (place === all.length) return undefined
    const isWhole = all[place]! >= '0' && all[place]! <= '~'
    return ended(isWhole ? place + 1 : place, isWhole)
  },
}

function ended(at: number, isWhole = true, seenTo = at): End {
  return { at, isWhole, seenTo }
}

const stringEnd = new RegExp(`[\u0007\u0018\u001a${escape}\u009c]`, 'g')
