// What is wrong with a data folder or a port is said at the start, in a sentence that names it, and nothing is left
// behind that would stop the next start.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createConfig, type PlaneConfig } from '@hostler/plane/config/config'
import { startPlane } from '@hostler/plane/start-plane'
import { signedCall } from '@hostler/testkit/raw-call'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FailedStart, startChildPlane, tryChildPlane } from './child-plane.ts'
import { temporaryFolder } from './temporary-folder.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const place = (name: string) => join(folder.path, name)

function start(config: Partial<PlaneConfig> = {}) {
  const fixed = { dataDir: folder.path, port: 0, tlsPort: 0, machines: 'none', logLevel: 'silent' } as const
  return startPlane(createConfig({ ...fixed, ...config }))
}

async function startOnce(): Promise<void> {
  await (await start()).close()
}

/** The sentence of a start that fails; the folder must be free afterwards. */
async function complaint(config: Partial<PlaneConfig> = {}): Promise<string> {
  const failure = await start(config).then(
    async plane => {
      await plane.close()
      throw new Error('the plane started')
    },
    (error: Error) => error,
  )
  expect(existsSync(place('plane.lock'))).toBe(false)
  return failure.message
}

describe('the key file', () => {
  beforeEach(startOnce)

  test('that others can read is refused, with what to do', async () => {
    chmodSync(place('master.key'), 0o644)
    expect(await complaint()).toBe(`${place('master.key')} can be read by others; chmod 600 ${place('master.key')}`)
  })

  test('of the wrong length is refused', async () => {
    writeFileSync(place('master.key'), 'too short')
    expect(await complaint()).toBe(`${place('master.key')} must hold 32 bytes, not 9`)
  })

  test('with other bytes is refused before anybody calls', async () => {
    writeFileSync(place('master.key'), Buffer.alloc(32, 7))
    expect(await complaint()).toMatch(/^master\.key is not the key file that this database was written with/)
  })

  test('that was lost is not replaced unnoticed', async () => {
    rmSync(place('master.key'))
    expect(await complaint()).toMatch(/^master\.key is not the key file that this database was written with/)
  })

  test('put back lets the plane start as if nothing had been', async () => {
    const key = readFileSync(place('master.key'))
    writeFileSync(place('master.key'), Buffer.alloc(32, 7))
    await complaint()
    writeFileSync(place('master.key'), key)
    await startOnce()
  })
})

describe('the database', () => {
  beforeEach(startOnce)

  const unusable = () => new RegExp(`^the database ${place('plane.db')} cannot be used: `)

  test('that is no database is refused', async () => {
    writeFileSync(place('plane.db'), 'this is text\n'.repeat(1_000))
    expect(await complaint()).toMatch(unusable())
  })

  test('that is torn is refused', async () => {
    const bytes = readFileSync(place('plane.db'))
    writeFileSync(place('plane.db'), bytes.fill(0xa5, 4_096))
    expect(await complaint()).toMatch(unusable())
  })

  test('that is a folder is refused', async () => {
    rmSync(place('plane.db'))
    mkdirSync(place('plane.db'))
    expect(await complaint()).toMatch(unusable())
  })
})

describe('a port that is taken', () => {
  test.each(['port', 'tlsPort'] as const)('is named: %s', async name => {
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    expect(await complaint({ [name]: port })).toBe(`port ${port} on 127.0.0.1 is taken; choose another one`)
    await new Promise(resolve => other.close(resolve))
    await startOnce()
  })
})

describe('two planes on one data folder', () => {
  test('the second one is refused and says who holds it; the first goes on', async () => {
    await using first = await startChildPlane(folder.path)
    const { exitCode, complaint: text } = (await tryChildPlane(folder.path)) as FailedStart
    expect(exitCode).toBe(1)
    expect(text).toContain(`${folder.path} is in use by process ${first.pid}; stop it or choose another data folder`)
    expect((await fetch(first.file.url)).status).toBe(404)
  })

  test('of two that start at the same moment one runs', async () => {
    const starts = await Promise.all([tryChildPlane(folder.path), tryChildPlane(folder.path)])
    const refused = starts.filter(one => 'complaint' in one)
    for (const one of starts) if ('kill' in one) await one.kill()
    expect(refused).toHaveLength(1)
    expect(refused[0]!.complaint).toMatch(/is in use by process \d+/)
  })

  test('the claim of one that was killed does not count', async () => {
    await (await startChildPlane(folder.path)).kill()
    expect(existsSync(place('plane.lock'))).toBe(true)
    await startOnce()
  })

  test.each(['', 'no JSON', '{}', '{"pid":1}', '{"pid":"1"}', '[]', 'null'])(
    'a claim that is garbage, %j, does not count',
    async text => {
      writeFileSync(place('plane.lock'), text)
      await startOnce()
    },
  )
})

describe('a first start that is killed', () => {
  test.each(['plane.lock', 'master.key', 'plane.db', 'aws', 'tls', 'plane.json'])(
    'when %s appears is started again as if it were the first',
    async name => {
      const dying = await tryChildPlane(folder.path, { killWhenThereIs: place(name) })
      if ('kill' in dying) await dying.kill()
      expect(existsSync(place('plane.lock'))).toBe(true)
      await using plane = await startChildPlane(folder.path)
      const signing = { credentials: plane.administrator, region: plane.file.region, service: 'sts', now: new Date() }
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const body = 'Action=GetCallerIdentity&Version=2011-06-15'
      expect((await signedCall(plane.file.url, { ...signing, headers, body })).status).toBe(200)
    },
  )
})
