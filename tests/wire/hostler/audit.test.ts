// The audit trail as a file: `hostler audit export` and `verify`, ExportAuditEvents, what verification notices of changes
// in the database, and what is left when old events go.
import { execFile } from 'node:child_process'
import { createPublicKey, hash, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateUserCommand } from '@aws-sdk/client-iam'
import { verifyAudit } from '@hostler/record/verify-audit'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allPages, answer, call, refusal } from './recorded-sessions.ts'

const program = join(import.meta.dirname, '../../../packages/cli/src/main.ts')
let plane: TestPlane
let folder: string
beforeAll(async () => {
  plane = await startTestPlane()
  folder = mkdtempSync(join(tmpdir(), 'hostler-audit-'))
  await makeUsers('early', 3)
})
afterAll(async () => {
  await plane.close()
  rmSync(folder, { recursive: true })
})

async function makeUsers(name: string, count: number): Promise<void> {
  const users = Array.from({ length: count }, (_, index) => `${name}-${index}`)
  await Promise.all(users.map(UserName => plane.admin.iam.send(new CreateUserCommand({ UserName }))))
}

interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

function hostler(args: string[], endpoint = plane.url): Promise<Ran> {
  const { accessKeyId, secretAccessKey } = plane.admin.credentials
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: testRegion,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
  return new Promise(resolve => {
    execFile(process.execPath, [program, 'audit', ...args], { env }, (error, stdout, stderr) =>
      resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

/** All lines of the trail, and what verification says of them. */
async function exported(input: object = {}, of: TestPlane = plane) {
  const lines = (await allPages<string>(of, 'ExportAuditEvents', 'Lines', input)).flat()
  const { PublicKey, KeyId } = (await answer(of, 'GetRecordKey')) as { PublicKey: string; KeyId: string }
  const key = createPublicKey(PublicKey)
  const check = await verifyAudit(
    lines,
    { keyId: KeyId },
    {
      hash: bytes => hash('sha256', bytes, 'buffer'),
      isSigned: (bytes, signature) => verify(null, bytes, key, signature),
    },
  )
  return { lines, ...check }
}

const namesIn = (lines: readonly string[]) =>
  lines.flatMap(line => {
    const { event } = JSON.parse(line) as { event?: { eventName: string; requestParameters: { userName?: string } } }
    return event ? [event.requestParameters?.userName ?? event.eventName] : []
  })

describe('ExportAuditEvents', () => {
  test('gives the account’s events of all regions in their order, chained and closed by a signed line', async () => {
    const { lines, faults, accountId, first, count, last } = await exported()
    expect(faults).toEqual([])
    expect({ accountId, first }).toEqual({ accountId: plane.accountId, first: 1 })
    expect(last).toBe(count)
    expect(namesIn(lines).slice(0, 3).toSorted()).toEqual(['early-0', 'early-1', 'early-2'])
    expect(Object.keys(JSON.parse(lines.at(-1)!) as object)).toContain('end')
  })

  test('pages to the end, and events that are written meanwhile are not in it', async () => {
    const busy = await startTestPlane()
    const users = Array.from({ length: 1_100 }, (_, index) => `user-${index}`)
    for (let from = 0; from < users.length; from += 50) {
      const some = users.slice(from, from + 50)
      await Promise.all(some.map(UserName => busy.admin.iam.send(new CreateUserCommand({ UserName }))))
    }
    const pages = await allPages<string>(busy, 'ExportAuditEvents', 'Lines', {})
    expect(pages.length).toBeGreaterThan(2)
    const { faults, count } = await exported({}, busy)
    expect({ faults, count }).toEqual({ faults: [], count: 1_100 + pages.length })
    await busy.close()
  })

  test('gives a part of it by time', async () => {
    await plane.clock.advance({ seconds: 60 })
    const From = plane.clock.now().getTime() / 1000
    await makeUsers('later', 2)
    await plane.clock.advance({ seconds: 60 })
    const Until = plane.clock.now().getTime() / 1000
    const { lines, faults, first } = await exported({ From, Until })
    expect(faults).toEqual([])
    expect(first).toBeGreaterThan(1)
    expect(namesIn(lines).toSorted()).toEqual(['later-0', 'later-1'])
    const none = await exported({ From: From + 3_600 })
    expect(none).toMatchObject({ faults: [], count: 0 })
    expect(none.lines).toHaveLength(1)
  })

  test('is one account’s own, and takes permission', async () => {
    const other = await plane.account('other')
    const { Lines } = (await answer(plane, 'ExportAuditEvents', {}, other)) as { Lines: string[] }
    expect(namesIn(Lines)).toEqual([])
    const eve = await plane.user('eve')
    expect(await refusal(call(plane, 'ExportAuditEvents', {}, eve))).toMatchObject({ code: 'AccessDeniedException' })
  })

  test.each(['what', '1 9999999 1', '0 1 1', '2 3 1', '1 2 4'].map(text => [text] as const))(
    'refuses the token %j',
    async text => {
      const NextToken = text === 'what' ? text : Buffer.from(`h1.${text}`).toString('base64url')
      expect(await refusal(call(plane, 'ExportAuditEvents', { NextToken }))).toMatchObject({ code: 'InvalidNextToken' })
    },
  )
})

describe('hostler audit', () => {
  test('exports a file for its owner alone, which passes without the plane', async () => {
    const file = join(folder, 'trail.jsonl')
    const ran = await hostler(['export', '--output', file, '--verify'])
    expect(ran).toMatchObject({ exitCode: 0, stdout: '' })
    expect(ran.stderr).toMatch(/^\d{12}: \d+ events, 1 to \d+, whole and unchanged; exported 2/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const key = join(plane.dataDir, 'record-key.pem')
    const verified = await hostler(['verify', file, '--key', key], 'http://127.0.0.1:1')
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' })
    expect(verified.stdout).toBe(ran.stderr)
    await makeUsers('since', 1)
    const newer = join(folder, 'newer.jsonl')
    writeFileSync(newer, (await hostler(['export'])).stdout)
    expect((await hostler(['verify', newer, '--after', file])).exitCode).toBe(0)
    const shortened = await hostler(['verify', file, '--after', newer])
    expect(shortened.exitCode).toBe(1)
    expect(shortened.stdout).toMatch(/line \d+ would tell of event \d+, with which the earlier export ends/)
  })

  test('tells which line was changed', async () => {
    const { lines } = await exported()
    const file = join(folder, 'changed.jsonl')
    writeFileSync(file, `${lines.with(1, lines[1]!.replace('early-', 'urlye-')).join('\n')}\n`)
    const ran = await hostler(['verify', file, '--key', join(plane.dataDir, 'record-key.pem')])
    expect(ran).toMatchObject({ exitCode: 1, stdout: 'line 2 was changed, or is no line of an audit trail\n' })
    writeFileSync(file, lines.slice(0, -1).join('\n'))
    const cut = await hostler(['verify', file, '--key', join(plane.dataDir, 'record-key.pem')])
    expect(cut.stdout).toMatch(/is missing: the export has no end\n$/)
  })

  test('refuses a time that is none', async () => {
    expect(await hostler(['export', '--from', 'noon'])).toMatchObject({ exitCode: 2 })
  })
})

describe('a database that somebody else changed', () => {
  /** Changes a plane's trail behind its back, and what keeps others from it as well. */
  async function tampered(statement: string) {
    await using victim = await startTestPlane()
    for (const UserName of ['ada', 'bob', 'cid', 'dan'])
      await victim.admin.iam.send(new CreateUserCommand({ UserName }))
    const database = new DatabaseSync(join(victim.dataDir, 'plane.db'))
    expect(() => database.exec(statement)).toThrow('an audit trail is only ever added to')
    const triggers = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).all()
    for (const { name } of triggers) database.exec(`DROP TRIGGER ${String(name)}`)
    database.exec(statement)
    database.close()
    return (await exported({}, victim)).faults.map(({ message }) => message)
  }

  test('cannot change an event unnoticed', async () => {
    expect(
      await tampered(`UPDATE audit_event SET record = replace(record, 'ada', 'eve') WHERE sequence = 1`),
    ).toContain('line 1 was changed, or is no line of an audit trail')
  })
  test('cannot take one out unnoticed, from wherever', async () => {
    expect(await tampered('DELETE FROM audit_event WHERE sequence = 3')).toEqual([
      'line 3 is event 4, where event 3 belongs',
    ])
    expect(await tampered('DELETE FROM audit_event WHERE sequence < 3')).toEqual([
      'line 3 says that event 1 comes first, and another does',
    ])
  })
})

test('events go when they are older than they are kept, and a signed line accounts for them', async () => {
  await using short = await startTestPlane({ auditDays: 10 })
  const make = (UserName: string) => short.admin.iam.send(new CreateUserCommand({ UserName }))
  for (const name of ['ada', 'bob', 'cid']) await make(name)
  const whole = await exported({}, short)
  await short.clock.advance({ hours: 9 * 24 })
  await make('dan')
  await short.clock.advance({ hours: 2 * 24 })
  await short.running.app.tendAudit()
  const { lines, faults, first } = await exported({}, short)
  expect(faults).toEqual([])
  // The first export itself is an event too.
  expect(first).toBe(5)
  expect(namesIn(lines)).toEqual(['dan'])
  expect(JSON.parse(lines[0]!)).toMatchObject({ sequence: 4, cut: { before: expect.stringMatching(/^20/) } })
  const again = await exported({}, short)
  expect(again.faults).toEqual([])
  expect(again.count).toBe(2)
  await short.clock.advance({ hours: 11 * 24 })
  await short.running.app.tendAudit()
  expect(await exported({}, short)).toMatchObject({ faults: [], count: 0 })
  await make('eli')
  expect(namesIn((await exported({}, short)).lines).at(-1)).toBe('eli')
  expect(whole.count).toBe(3)
})

test('a plane that starts again goes on with the trail', async () => {
  await using restarted = await startTestPlane()
  await restarted.admin.iam.send(new CreateUserCommand({ UserName: 'ada' }))
  await restarted.restart()
  await restarted.admin.iam.send(new CreateUserCommand({ UserName: 'bob' }))
  const { faults, lines } = await exported({}, restarted)
  expect(faults).toEqual([])
  expect(namesIn(lines)).toEqual(['ada', 'bob'])
  expect(readFileSync(join(restarted.dataDir, 'record-key.pem'), 'utf8')).toContain('PUBLIC KEY')
})
