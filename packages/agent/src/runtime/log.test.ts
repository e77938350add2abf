import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createLog, fileWriter } from './log.ts'

const clock = { now: () => new Date('2026-11-22T00:00:00.123Z') }

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hostler-log-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a line has time, level and text, and debug lines only appear when wanted', () => {
  const lines: string[] = []
  const log = createLog(line => lines.push(line), clock)
  log.debug('hidden')
  log.warn('seen')
  createLog(line => lines.push(line), clock, true).debug('shown')
  expect(lines).toEqual([
    '2026-11-22 00:00:00.123 WARN [amazon-ssm-agent] seen\n',
    '2026-11-22 00:00:00.123 DEBUG [amazon-ssm-agent] shown\n',
  ])
})

test('text from elsewhere neither starts lines nor fills the disk', () => {
  const lines: string[] = []
  createLog(line => lines.push(line), clock).error(`forged\r\n\u001b[2J${'x'.repeat(10_000)}`)
  expect(lines[0]?.match(/\p{Cc}/gu)).toEqual(['\n'])
  expect(lines[0]?.length).toBeLessThan(2100)
})

test('the file is made with its folder and renamed when it is large', async () => {
  const path = join(await openFolder(), 'amazon/ssm/agent.log')
  fileWriter(path)('first\n')
  expect(await readFile(path, 'utf8')).toBe('first\n')
  await writeFile(path, 'x'.repeat(10 * 1024 * 1024 + 1))
  const write = fileWriter(path)
  write('second\n')
  write('third\n')
  expect(await readFile(path, 'utf8')).toBe('second\nthird\n')
  expect((await readFile(`${path}.1`)).length).toBe(10 * 1024 * 1024 + 1)
})

test('a file that cannot be written is silently without lines', async () => {
  const folder = await openFolder()
  await writeFile(join(folder, 'file'), '')
  expect(() => fileWriter(join(folder, 'file/agent.log'))('line\n')).not.toThrow()
})
