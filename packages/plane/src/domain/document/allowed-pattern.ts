// Patterns of parameters mean what they mean to the agent: Go's regular expressions, found anywhere in the value.
// They run in linear time, and their size is bounded, so a pattern cannot hold the plane up.
import { RE2JS } from 're2js'
import { badContent } from './content-error.ts'

const lengthMax = 1_024
const programSizeMax = 2_000

/** Throws `document-content.invalid` for a pattern that agents could not use. */
export function compileAllowedPattern(pattern: string, parameterName: string): (value: string) => boolean {
  if (pattern.length > lengthMax) throw badContent(`allowedPattern of "${parameterName}" is longer than ${lengthMax}.`)
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(pattern)
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : ''
    throw badContent(`allowedPattern of "${parameterName}" is no regular expression that agents understand: ${why}`)
  }
  if (compiled.programSize() > programSizeMax) throw badContent(`allowedPattern of "${parameterName}" is too large.`)
  return value => compiled.test(value)
}
