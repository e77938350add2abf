// `hostler sessions play`, `export`, `verify`, `reads` and `records` as programs call them.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beginRecord, recordSession, sessionId } from './recorded-sessions.ts'

const program = join(import.meta.dirname, '../../../packages/cli/src/main.ts')
const openId = 'bob-0123456789abcdef0'
const hostile = '\u001b]52;c;bHM=\u0007\u001b[31mred\u001b[0m\u001b[6n\r\n日本語\r\n'

let plane: TestPlane
let folder: string
beforeAll(async () => {
  plane = await startTestPlane()
  folder = mkdtempSync(join(tmpdir(), 'hostler-export-'))
  await recordSession(plane, Buffer.concat([Buffer.from(hostile), Buffer.from([0xff])]))
  const open = await beginRecord(plane, { id: openId })
  const drained = new Promise<void>(resolve => open.onDrain(resolve))
  open.output(Buffer.from('so far'))
  await drained
})
afterAll(async () => {
  await plane.close()
  rmSync(folder, { recursive: true })
})

interface Ran {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: string
}

function environment(): Record<string, string> {
  const { accessKeyId, secretAccessKey } = plane.admin.credentials
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    AWS_ENDPOINT_URL: plane.url,
    AWS_REGION: testRegion,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
}

function hostler(...args: string[]): Promise<Ran> {
  const env = environment()
  return new Promise(resolve => {
    execFile(process.execPath, [program, 'sessions', ...args], { env, encoding: 'buffer' }, (error, stdout, stderr) =>
      resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr: stderr.toString() }),
    )
  })
}

async function exported(format: string): Promise<Ran & { file: string }> {
  const file = join(folder, format === 'record' ? `${sessionId}.record` : format)
  return { ...(await hostler('export', sessionId, '--format', format, '--output', file)), file }
}

describe('export', () => {
  test('writes an asciicast for its owner alone', async () => {
    const { exitCode, file } = await exported('cast')
    expect(exitCode).toBe(0)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(JSON.parse(lines[0]!)).toMatchObject({ version: 2, width: 100, height: 30 })
    const events = lines.slice(1).map(line => JSON.parse(line) as [number, string, string])
    expect(events.map(([, code]) => code)).toEqual(['r', 'o', 'm'])
    expect(events[1]![2]).toBe(`${hostile}\ufffd`)
  })
  test('writes what could be read, and the bytes as they were, to standard output', async () => {
    expect((await hostler('export', sessionId, '--format', 'text')).stdout.toString()).toBe('red\n日本語\n\ufffd')
    const { stdout } = await hostler('export', sessionId, '--format', 'raw')
    expect(stdout).toEqual(Buffer.concat([Buffer.from(hostile), Buffer.from([0xff])]))
  })
  test('refuses a format that it does not know, and leaves no file for a session that has no record', async () => {
    expect(await hostler('export', sessionId, '--format', 'gif')).toMatchObject({ exitCode: 2 })
    const file = join(folder, 'nothing')
    expect(await hostler('export', 'eve-0123456789abcdef0', '--output', file)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('SessionRecordNotFound'),
    })
    expect(() => statSync(file)).toThrow('ENOENT')
  })
})

test('a reader that goes away is no failure worth a message', async () => {
  const child = spawn(process.execPath, [program, 'sessions', 'export', sessionId], { env: environment() })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  const [exitCode] = (await once(child, 'close')) as [number]
  expect([exitCode, stderr]).toEqual([141, ''])
})

describe('play', () => {
  test('shows what was drawn and leaves out what a terminal would answer', async () => {
    const { stdout, exitCode } = await hostler('play', sessionId, '--speed', '100', '--idle-limit', '1')
    expect(exitCode).toBe(0)
    expect(stdout.toString()).toBe('\u001b[31mred\u001b[0m\r\n日本語\r\n\ufffd')
  })
  test('takes no speed of nothing', async () => {
    expect(await hostler('play', sessionId, '--speed', '0')).toMatchObject({ exitCode: 2 })
  })
})

describe('verify', () => {
  test('passes a whole record, and says how it ended', async () => {
    const { stdout, exitCode } = await hostler('verify', sessionId)
    expect([stdout.toString(), exitCode]).toEqual([`${sessionId}: 2 chunks, whole and unchanged; ended: exit\n`, 0])
  })
  test('does not pass a session that goes on', async () => {
    const { stdout, exitCode } = await hostler('verify', openId)
    expect(stdout.toString()).toBe(`${openId}: the record is not finished: it stops after chunk 1\n`)
    expect(exitCode).toBe(1)
  })
  test('checks a folder without the plane, and names the chunk that was changed', async () => {
    const { file } = await exported('record')
    const key = join(plane.dataDir, 'record-key.pem')
    expect(await hostler('verify', '--dir', folder, '--key', key)).toMatchObject({ exitCode: 0 })
    const text = readFileSync(file, 'utf8')
    // The first six bits of the output.
    writeFileSync(file, text.replace('"o","G', '"o","H'))
    const changed = await hostler('verify', '--dir', folder, '--key', key)
    expect(changed).toMatchObject({ exitCode: 1, stderr: '1 of 1 records did not pass.\n' })
    expect(changed.stdout.toString()).toBe(`${sessionId}: chunk 1 was changed\n`)
    rmSync(file)
    expect(await hostler('verify', '--dir', folder, '--key', key)).toMatchObject({ exitCode: 1 })
  })
  test('takes either a session or a folder, and a key that is one', async () => {
    expect(await hostler('verify')).toMatchObject({ exitCode: 2 })
    expect(await hostler('verify', sessionId, '--dir', folder)).toMatchObject({ exitCode: 2 })
    expect(await hostler('verify', sessionId, '--key', program)).toMatchObject({ exitCode: 2 })
  })
})

test('records lists what there is, and reads who looked', async () => {
  const listed = (await hostler('records')).stdout.toString().trimEnd().split('\n')
  expect(Object.fromEntries(listed.map(line => line.split('\t').slice(0, 2)))).toEqual({
    [sessionId]: 'Finished',
    [openId]: 'Recording',
  })
  await hostler('verify', sessionId)
  const { stdout } = await hostler('reads', sessionId, '--json')
  expect(JSON.parse(stdout.toString())).toContainEqual(
    expect.objectContaining({ Reader: expect.stringContaining(':user/'), FirstChunk: 0, LastChunk: 1 }),
  )
})
