/** One character of a filled-in pattern; only characters the policy's author wrote can be wildcards or cut parts. */
export interface Token {
  readonly char: string
  readonly written: boolean
}

/** The tokens of a text, one for each UTF-16 unit. */
export function tokensOf(text: string, written: boolean): Token[] {
  return text.split('').map(char => ({ char, written }))
}

/** `*` any run, `?` any character. The definition, as recursion. */
export function matchText(pattern: string, text: string): boolean {
  return matchTokens(tokensOf(pattern, true), text)
}

/** The same over tokens. */
export function matchTokens(pattern: readonly Token[], text: string): boolean {
  const [token, ...rest] = pattern
  if (token === undefined) return text === ''
  if (token.written && token.char === '*') {
    return matchTokens(rest, text) || (text !== '' && matchTokens(pattern, text.slice(1)))
  }
  return text !== '' && (isAny(token) || token.char === text[0]) && matchTokens(rest, text.slice(1))
}

/** The Resource element: in the first five parts wildcards stop at colons, unless a `*` is the last of its part. */
export function matchResource(pattern: readonly Token[], text: string, part = 0): boolean {
  const [token, ...rest] = pattern
  if (token === undefined) return text === ''
  const nextPart = token.written && token.char === ':' ? part + 1 : part
  if (token.written && token.char === '*') {
    if (rest[0]?.written && rest[0].char === '*') return matchResource(rest, text, part)
    const endsPart = rest.length === 0 || (rest[0]?.written === true && rest[0].char === ':')
    const mayEat = text !== '' && (part >= 5 || endsPart || !text.startsWith(':'))
    return matchResource(rest, text, part) || (mayEat && matchResource(pattern, text.slice(1), part))
  }
  if (text === '') return false
  const matches = isAny(token) ? part >= 5 || !text.startsWith(':') : token.char === text[0]
  return matches && matchResource(rest, text.slice(1), nextPart)
}

/** The Arn operators: six parts, each by itself. Undefined when either is no ARN. */
export function matchArn(pattern: readonly Token[], text: string): boolean | undefined {
  if (pattern.filter(token => token.char === ':').length < 5) return undefined
  if (!text.startsWith('arn:') || text.split(':').length < 6) return undefined
  const patternParts: Token[][] = [[]]
  for (const token of pattern) {
    if (token.char === ':' && patternParts.length < 6) patternParts.push([])
    else patternParts.at(-1)?.push(token)
  }
  const textParts = text.split(':')
  const parts = [...textParts.slice(0, 5), textParts.slice(5).join(':')]
  return parts.every((part, index) => matchTokens(patternParts[index] ?? [], part))
}

function isAny(token: Token): boolean {
  return token.written && token.char === '?'
}
