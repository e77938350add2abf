// Tests of one text: equal but for `*`, which stands for anything; or found by a regular expression.
import { RE2JS } from 're2js'
import { badPattern } from './bad-pattern.ts'
import { Needle } from './needle.ts'

export interface TextTest {
  matches(text: string): boolean
  readonly cost: number
}

/** The whole text must fit. */
export function wildcardTest(pattern: string): TextTest {
  const parts = pattern.split('*')
  const first = parts.shift()!
  const last = parts.pop()
  if (last === undefined) return { cost: 1, matches: text => text === pattern }
  const needles = parts.map(part => new Needle(part))
  return {
    cost: 2,
    matches(text) {
      if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
      const end = text.length - last.length
      let at = first.length
      for (const needle of needles) {
        const found = needle.find(text, at)
        if (found < 0 || found + needle.text.length > end) return false
        at = found + needle.text.length
      }
      return true
    },
  }
}

const programSizeMax = 100
/** Of a longer text the beginning is looked at: each step costs as much as the expression is long. */
const lookedAtMax = 65_536
/** What one instruction of a program costs, measured against a comparison of characters. */
const instructionCost = 6
/** As AWS lists them, and the space. Groups and alternatives in them are not among its operators. */
const allowed = /^(?:[A-Za-z0-9 :_#=@/;,^$?[\]{}|*+.-]|\\[\x20-\x7e])+$/

/** Found anywhere in the text. Throws `filter-pattern.invalid`. @param source without the percent signs */
export function regularTest(source: string): TextTest {
  if (!allowed.test(source)) throw badPattern('Invalid regular expression: unsupported characters')
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(source)
  } catch {
    throw badPattern('Invalid regular expression')
  }
  const size = compiled.programSize()
  if (size > programSizeMax) throw badPattern('Invalid regular expression: it is too large')
  return {
    cost: size * instructionCost,
    matches: text => compiled.test(text.length > lookedAtMax ? text.slice(0, lookedAtMax) : text),
  }
}
