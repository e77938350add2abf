// Waits for what a started child says first.
import type { ChildProcess } from 'node:child_process'

/**
 * Resolves when the child writes `ready` and a line end. Rejects when it ends before, or says nothing for
 * `timeoutMs`.
 */
export function untilReady(child: ChildProcess, timeoutMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let said = ''
  const timer = setTimeout(() => reject(new Error('it was not ready in time')), timeoutMs)
  child.stdout?.setEncoding('latin1').on('data', (text: string) => {
    said = (said + text).slice(-100)
    if (said.endsWith('ready\n')) resolve()
  })
  child.once('error', reject)
  child.once('exit', (code, name) => reject(new Error(`it ended (${name ?? code})`)))
  return promise.finally(() => clearTimeout(timer))
}
