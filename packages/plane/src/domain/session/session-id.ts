import { randomBytes } from 'node:crypto'

/**
 * A new session id: who, then 17 hexadecimal digits. The digits are random enough that no two sessions ever share an
 * id: the stock programs name sockets after it.
 *
 * @param name user name, role session name, or `root`
 */
export function newSessionId(name: string): string {
  return `${name}-0${randomBytes(8).toString('hex')}`
}

/** Whether text could be a session's id: what stands before the digits is a user or role session name. */
export function isSessionId(text: string): boolean {
  return /^[\w+=,.@-]{1,78}-[0-9a-f]{17}$/.test(text)
}
