// Structured logs on standard error; standard output belongs to the person at the terminal.
import { pino } from 'pino'

/** What the plane's parts may do with a log. */
export interface Log {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

export function createLog(level: 'silent' | 'error' | 'warn' | 'info' | 'debug'): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: false }))
}
