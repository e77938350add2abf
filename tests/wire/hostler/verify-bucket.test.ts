// `hostler sessions verify --bucket`: with nothing but a bucket and a key, against somebody who may put objects.
import { execFile } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keysIn, makeBucket, s3As, sendTo, textOf } from './record-buckets.ts'
import { recordSession } from './recorded-sessions.ts'

const program = join(import.meta.dirname, '../../../packages/cli/src/main.ts')
const whole = (id: string) => `${id}: 2 chunks, whole and unchanged; ended: exit`
const doubt = 'The key is the one in the bucket: it shows that records agree with it, not who wrote them.'

let plane: TestPlane
let s3: S3Client
let attacker: S3Client
beforeAll(async () => {
  plane = await startTestPlane()
  s3 = s3As(plane)
  const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }]
  attacker = s3As(plane, await plane.user('attacker', { Version: '2012-10-17', Statement }))
})
afterAll(() => plane.close())

interface Kept {
  readonly Bucket: string
  readonly id: string
  readonly Key: string
}

let count = 0

/** A versioned bucket of its own, with the record of a session of its own. */
async function keepOne(): Promise<Kept> {
  const id = `ada-${String(++count).padStart(17, '0')}`
  const Bucket = `vault-${count}`
  await makeBucket(plane, Bucket)
  await sendTo(plane.admin, `${Bucket}/relay`)
  await recordSession(plane, 'ada was here', { id })
  await plane.running.app.copyRecords()
  return { Bucket, id, Key: (await keysIn(s3, Bucket)).find(key => key.includes(id))! }
}

async function verify(...args: string[]) {
  const { accessKeyId, secretAccessKey } = plane.admin.credentials
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: plane.dataDir,
    // Nothing but S3 can be reached.
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_S3: plane.url,
    AWS_REGION: testRegion,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
  const all = [program, 'sessions', 'verify', ...args]
  return new Promise<{ exitCode: number; lines: string[]; stderr: string }>(resolve => {
    execFile(process.execPath, all, { env }, (error, stdout, stderr) =>
      resolve({ exitCode: Number(error?.code ?? 0), lines: stdout.trimEnd().split('\n'), stderr }),
    )
  })
}

const keyFile = () => join(plane.dataDir, 'record-key.pem')

test('what nobody touched passes, with a key that was kept elsewhere', async () => {
  const { Bucket, id } = await keepOne()
  const ran = await verify('--bucket', Bucket, '--key', keyFile())
  expect(ran).toEqual({ exitCode: 0, lines: [whole(id)], stderr: '' })
  expect(await verify('--bucket', Bucket, '--prefix', 'relay/', '--key', keyFile(), id)).toMatchObject({ exitCode: 0 })
})

test('the key of the bucket itself serves, and it is said what that proves', async () => {
  const { Bucket, id } = await keepOne()
  const { exitCode, lines, stderr } = await verify('--bucket', Bucket, '--prefix', 'relay')
  expect([exitCode, lines]).toEqual([0, [whole(id)]])
  expect(stderr).toContain(doubt)
  const elsewhere = await verify('--bucket', Bucket)
  expect(elsewhere).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('give --key with a file') })
})

describe('somebody who may put objects', () => {
  test('lays another record over one: the newest does not pass, the one below does', async () => {
    const { Bucket, id, Key } = await keepOne()
    const true_ = await textOf(s3, Bucket, Key)
    const forged = true_.replace(
      Buffer.from('ada was here').toString('base64'),
      Buffer.from('nothing at a').toString('base64'),
    )
    expect(forged).not.toBe(true_)
    await attacker.send(new PutObjectCommand({ Bucket, Key, Body: forged }))
    const { exitCode, lines, stderr } = await verify('--bucket', Bucket, '--prefix', 'relay', '--key', keyFile())
    expect([exitCode, stderr]).toEqual([1, '1 of 1 records did not pass.\n'])
    const version = (age: string) => `${id}: version [0-9A-Za-z._-]{32} of [0-9TZ:.-]{24}, ${age}: `
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^${version('the newest')}chunk 1 was changed$`)),
      expect.stringMatching(new RegExp(`^${version('an older one')}2 chunks, whole and unchanged; ended: exit$`)),
    ])
  })

  test('cuts one off, or puts something else there', async () => {
    const { Bucket, id, Key } = await keepOne()
    const [first] = (await textOf(s3, Bucket, Key)).split(/(?<=^\{"hash".*\n)/m)
    await attacker.send(new PutObjectCommand({ Bucket, Key, Body: first! }))
    const cut = await verify('--bucket', Bucket, '--key', keyFile())
    expect(cut.lines[0]).toContain('the record is not finished: it stops after chunk 0')
    await attacker.send(new PutObjectCommand({ Bucket, Key, Body: '{"hash":1}\n'.repeat(100_000) }))
    const noise = await verify('--bucket', Bucket, '--key', keyFile())
    expect(noise.lines.length).toBeLessThan(30)
    expect(noise.lines.at(-1)).toContain('an older one: 2 chunks, whole and unchanged')
    expect([cut.exitCode, noise.exitCode, id]).toEqual([1, 1, id])
  })

  test('puts one session’s record in place of another’s', async () => {
    const mine = await keepOne()
    const other = await keepOne()
    const Body = await textOf(s3, mine.Bucket, mine.Key)
    await attacker.send(new PutObjectCommand({ Bucket: other.Bucket, Key: other.Key, Body }))
    const { exitCode, lines } = await verify('--bucket', other.Bucket, '--key', keyFile())
    expect(exitCode).toBe(1)
    expect(lines[0]).toContain(`is of another session, ${mine.id}`)
  })

  test('puts a key of their own there: that of the plane is older, and it is said', async () => {
    const { Bucket, id } = await keepOne()
    const { publicKey } = generateKeyPairSync('ed25519')
    const Body = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).export({
      format: 'pem',
      type: 'spki',
    })
    await attacker.send(new PutObjectCommand({ Bucket, Key: 'relay/hostler-record-key.pem', Body }))
    const { exitCode, lines, stderr } = await verify('--bucket', Bucket, '--prefix', 'relay')
    expect([exitCode, lines]).toEqual([1, [whole(id)]])
    expect(stderr).toContain('hostler-record-key.pem was written over with another key.')
  })
})

test('the same record twice is one; a deleted one is told of, and judged by what is below', async () => {
  const { Bucket, id, Key } = await keepOne()
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: await textOf(s3, Bucket, Key) }))
  expect(await verify('--bucket', Bucket, '--key', keyFile())).toMatchObject({ exitCode: 0, lines: [whole(id)] })
  await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  const { exitCode, lines } = await verify('--bucket', Bucket, '--key', keyFile())
  expect(exitCode).toBe(0)
  expect(lines).toHaveLength(3)
  expect(lines[0]).toContain('the newest: deleted, by somebody or by a lifecycle rule')
})

test('a session that is asked for and not there is missing, and so is all of an empty bucket', async () => {
  const { Bucket, id } = await keepOne()
  const gone = 'eve-0123456789abcdef0'
  expect(await verify('--bucket', Bucket, '--key', keyFile(), gone, id)).toEqual({
    exitCode: 1,
    lines: [whole(id), `${gone}: there is no record of it in the bucket`],
    stderr: '1 of 2 records did not pass.\n',
  })
  await makeBucket(plane, 'empty')
  expect(await verify('--bucket', 'empty', '--key', keyFile())).toMatchObject({
    exitCode: 1,
    stderr: 's3://empty/ holds no .record object.\n',
  })
  expect(await verify('--bucket', 'nowhere', '--key', keyFile())).toMatchObject({ exitCode: 1 })
})

test('a folder and a bucket at once, a prefix alone, and a key that is none are refused', async () => {
  const noKey = join(plane.dataDir, 'no-key.pem')
  writeFileSync(noKey, 'no key')
  for (const args of [
    ['--bucket', 'a', '--dir', 'b'],
    ['--prefix', 'a', 'id'],
    ['--bucket', 'a', '--key', noKey],
  ]) {
    expect(await verify(...args)).toMatchObject({ exitCode: 2 })
  }
})
