// Waits for a line that a started child says when it has come so far.
import type { ChildProcess } from 'node:child_process'

/**
 * Resolves when the child writes `word` and a line end. Rejects when it ends before, or does not say it within
 * `timeoutMs`.
 */
export function untilSaid(child: ChildProcess, word: string, timeoutMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let said = ''
  const onData = (text: Buffer): void => {
    said = (said + text.toString('latin1')).slice(-100)
    if (said.endsWith(`${word}\n`)) resolve()
  }
  const onExit = (code: number | null, name: NodeJS.Signals | null): void => {
    reject(new Error(`it ended (${name ?? code}) before it was ${word}`))
  }
  const timer = setTimeout(() => reject(new Error(`it was not ${word} in time`)), timeoutMs)
  child.stdout?.on('data', onData)
  child.once('error', reject).once('exit', onExit)
  return promise.finally(() => {
    clearTimeout(timer)
    child.stdout?.off('data', onData)
    child.off('exit', onExit)
  })
}
