// Colours and tables only for people: standard output that is no terminal gets plain text.

const isTerminal = process.stdout.isTTY && !process.env['NO_COLOR']

const paint = (code: number) => (text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text)

export const bold = paint(1)
export const dim = paint(2)
export const green = paint(32)
export const yellow = paint(33)

export function isForPeople(): boolean {
  return process.stdout.isTTY
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
