import { describe, expect, test } from 'vitest'
import { openOutputFile, OutputClosedError } from './output-file.ts'

const failure = (code: string) => Object.assign(new Error(code), { code })

/** A file that takes at most `most` bytes at once and fails as told, once for each failure. */
function scriptedFile(most: number, ...failures: string[]) {
  const taken: number[] = []
  const write = async (_: number, bytes: Uint8Array, offset: number, length: number) => {
    const code = failures.shift()
    if (code !== undefined) throw failure(code)
    const bytesWritten = Math.min(most, length)
    taken.push(...bytes.subarray(offset, offset + bytesWritten))
    return { bytesWritten }
  }
  return { file: openOutputFile(1, write), text: () => Buffer.from(taken).toString() }
}

describe('an output file', () => {
  test('takes every byte in order, however little it takes at once', async () => {
    const { file, text } = scriptedFile(3)
    await Promise.all(['first ', 'second ', '', 'third'].map(part => file.write(Buffer.from(part))))
    expect(text()).toBe('first second third')
  })

  test('that is full for now is tried again', async () => {
    const { file, text } = scriptedFile(100, 'EAGAIN', 'EAGAIN')
    await file.write(Buffer.from('hello'))
    expect(text()).toBe('hello')
  })

  test.each(['EPIPE', 'EIO', 'EBADF'])('whose reader has gone (%s) says so, and goes on saying so', async code => {
    const { file, text } = scriptedFile(100, code)
    await expect(file.write(Buffer.from('a'))).rejects.toThrow(OutputClosedError)
    await expect(file.write(Buffer.from('b'))).rejects.toThrow(OutputClosedError)
    expect(text()).toBe('')
  })

  test('that fails otherwise fails as it is', async () => {
    await expect(scriptedFile(1, 'ENOSPC').file.write(Buffer.from('a'))).rejects.toMatchObject({ code: 'ENOSPC' })
  })
})
