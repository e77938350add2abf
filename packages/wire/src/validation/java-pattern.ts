// Patterns in model tables are Java's. Turns one into a RegExp that must match the whole text, as AWS's check does.

/**
 * Compiles a model's pattern. Java allows escapes of ordinary characters that Unicode mode forbids, and a leading `(?i)`;
 * anything else that JavaScript cannot compile throws, which a test rules out for every table.
 */
export function compileJavaPattern(pattern: string): RegExp {
  const ignoreCase = pattern.startsWith('(?i)')
  const body = ignoreCase ? pattern.slice('(?i)'.length) : pattern
  return new RegExp(`^(?:${dropNeedlessEscapes(body)})$`, ignoreCase ? 'iu' : 'u')
}

function dropNeedlessEscapes(pattern: string): string {
  let inClass = false
  return pattern.replace(/\\(.)|[[\]]/gsu, (text, escaped: string | undefined) => {
    if (escaped === undefined) {
      inClass = text === '['
      return text
    }
    const needed = /[\w^$\\.*+?()[\]{}|/]/.test(escaped) || (inClass && escaped === '-')
    return needed ? text : escaped
  })
}
