/** One word of a POSIX shell, whatever the text is. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`
}
