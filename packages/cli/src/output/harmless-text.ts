// What users and hosts have named, reasoned and answered, as it may be shown: terminals obey control characters, and
// readers are misled by those that turn the direction of what follows.

const turning = '\u2028\u2029\u202a-\u202e\u2066-\u2069'
const disturbing = new RegExp(`[\\p{Cc}${turning}]+`, 'gu')
const disturbingLines = new RegExp(`(?:(?![\\n\\t])[\\p{Cc}${turning}])+`, 'gu')

/** On one line: each run of what disturbs is a blank. */
export function oneLine(text: string): string {
  return text.replace(disturbing, ' ')
}

/** Every text in an answer on one line, so that none can look like lines of ours. */
export function onOneLine<T>(answer: T): T {
  const text = JSON.stringify(answer, (_key, value: unknown) => (typeof value === 'string' ? oneLine(value) : value))
  return JSON.parse(text) as T
}

/** Line ends and tabs stay. */
export function harmlessLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(disturbingLines, ' ')
}
