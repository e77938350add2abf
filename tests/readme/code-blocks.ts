/** One fenced block of a Markdown text. */
export interface CodeBlock {
  readonly language: string
  /** What follows the language, e.g. `refused` for commands that must fail. */
  readonly note: string
  readonly text: string
}

/** The fenced blocks between a heading of the second level and the next one. Throws when the heading is missing. */
export function codeBlocksOf(markdown: string, heading: string): CodeBlock[] {
  const [, section] = new RegExp(`^## ${heading}$\\n([^]*?)(?=^## |(?![^]))`, 'm').exec(markdown) ?? []
  if (section === undefined) throw new Error(`there is no section "${heading}"`)
  return [...section.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)].map(([, language, note, text]) => ({
    language: language!,
    note: note!,
    text: text!,
  }))
}
