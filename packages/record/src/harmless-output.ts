import { createOutputReader, type OutputPart } from './control-sequences.ts'

/** Output that may be written to a terminal again. */
export interface HarmlessOutput {
  add(text: string): string
  /** What is left. */
  end(): string
}

/**
 * Takes out of recorded output what does more to a terminal than draw: strings (window title, clipboard, downloads) and
 * every sequence that may make the terminal answer as if its user had typed. Cursor, colours and screens stay. What is
 * not known to draw goes.
 */
export function createHarmlessOutput(): HarmlessOutput {
  const reader = createOutputReader()
  const keep = (parts: readonly OutputPart[]) => parts.map(harmless).join('')
  return { add: text => keep(reader.read(text)), end: () => keep(reader.end()) }
}

const [enquiry, escape] = ['\u0005', '\u001b']
const introducer = `(?:${escape}\\[|\u009b)`
/** Cursor, erase, insert and delete, scroll, colours, modes. Private forms of the others are questions. */
const drawing = new RegExp(`^${introducer}(?:[\\d;:]*[@A-MPSTXZ\`abdefghlmrsu]|\\?[\\d;]*[hlJK]| ?[\\d]* q)$`)
/** ENQ asks for an answer; an escape that begins nothing here could begin something with what follows. */
const asking = new RegExp(`[${enquiry}${escape}\u0080-\u009f]`, 'g')

function harmless({ kind, text }: OutputPart): string {
  if (kind === 'text') return text.replace(asking, '')
  if (kind === 'csi') return drawing.test(text) ? text : ''
  // ESC Z asks what terminal it is.
  return kind === 'escape' && !text.endsWith('Z') ? text : ''
}
