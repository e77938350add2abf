// Texts of scalars as REST protocols spell them in URIs, headers and XML alike.
import type { Shape } from '../model/service-model.ts'
import { parseBase64, parseHttpDate, parseIsoTime, parseSpecialNumber } from './wire-values.ts'

/** The value of a scalar shape, or undefined for a text that is none. Whole numbers must fit their shape. */
export function parseScalar(shape: Shape, text: string): unknown {
  switch (shape.type) {
    case 'boolean':
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined
    case 'integer':
      return parseInteger(text, 2 ** 31)
    case 'long':
      return parseInteger(text, Number.MAX_SAFE_INTEGER + 1)
    case 'float':
    case 'double':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : parseSpecialNumber(text)
    case 'timestamp':
      return parseHttpDate(text) ?? parseIsoTime(text)
    case 'blob':
      return parseBase64(text)
    default:
      return text
  }
}

function parseInteger(text: string, limit: number): number | undefined {
  if (!/^[+-]?\d{1,20}$/.test(text)) return undefined
  const value = Number(text)
  return value >= -limit && value < limit ? value + 0 : undefined
}
