import { orders, parsedComparison, type ComparisonFactory, type Order } from './comparison.ts'

/** An integer or decimal, without exponent, blanks or wildcards. */
export function parseNumeric(text: string): number | undefined {
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** Comparison by order of both values. */
export function numericComparison(order: Order): ComparisonFactory {
  return parsedComparison(parseNumeric, parseNumeric, orders[order])
}
