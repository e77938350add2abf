// Reads members of session documents the way the stock agent does. What is not there is empty, and false.
import { SessionFailure } from '../session-failure.ts'
import { isObject, type JsonObject } from './start-message.ts'

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const FALSE = new Set(['', '0', 'f', 'F', 'FALSE', 'false', 'False'])

export function objectAt(parent: JsonObject, name: string): JsonObject {
  const value = parent[name]
  return isObject(value) ? value : {}
}

/** Throws `SessionFailure` for anything but text. */
export function textAt(parent: JsonObject, name: string): string {
  const value = parent[name] ?? ''
  if (typeof value !== 'string') throw new SessionFailure(`${name} of the session document must be a string.`)
  return value
}

/** Throws `SessionFailure` for anything but a boolean and the words for one. */
export function booleanAt(parent: JsonObject, name: string): boolean {
  const value = parent[name] ?? ''
  if (typeof value === 'boolean') return value
  if (typeof value === 'string' && TRUE.has(value)) return true
  if (typeof value === 'string' && FALSE.has(value)) return false
  throw new SessionFailure(`${name} of the session document must be true or false, not ${show(value)}.`)
}

export function show(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')).slice(0, 100)
}
