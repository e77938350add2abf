// The plane is killed while it answers: every change that was acknowledged is in the audit trail, and the trail is whole.
import { createPublicKey, hash, randomInt, verify } from 'node:crypto'
import { verifyAudit } from '@hostler/record/verify-audit'
import { signedCall } from '@hostler/testkit/raw-call'
import { expect, test } from 'vitest'
import { type ChildPlane, startChildPlane } from './child-plane.ts'
import { temporaryFolder } from './temporary-folder.ts'

const rounds = 8
const writers = 8
const acknowledgedMax = 60

function call({ file, administrator: credentials }: ChildPlane, service: string, headers: object, body: string) {
  const signing = { credentials, region: file.region, service, now: new Date() }
  return signedCall(file.url, { ...signing, headers: headers as Record<string, string>, body })
}

function createUser(plane: ChildPlane, UserName: string) {
  const body = new URLSearchParams({ Version: '2010-05-08', Action: 'CreateUser', UserName }).toString()
  return call(plane, 'iam', { 'content-type': 'application/x-www-form-urlencoded' }, body)
}

async function hostler(plane: ChildPlane, operation: string, input: object) {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Hostler.${operation}` }
  const reply = await call(plane, 'hostler', headers, JSON.stringify(input))
  expect(reply.status).toBe(200)
  return reply.json()
}

async function exportLines(plane: ChildPlane): Promise<string[]> {
  const lines: string[] = []
  let NextToken: unknown
  do {
    const page = await hostler(plane, 'ExportAuditEvents', { NextToken })
    lines.push(...(page['Lines'] as string[]))
    NextToken = page['NextToken']
  } while (NextToken !== undefined)
  return lines
}

async function writeUntilKilled(plane: ChildPlane, round: number, acknowledged: string[]): Promise<void> {
  let left = randomInt(1, acknowledgedMax)
  let killed: Promise<void> | undefined
  const write = async (writer: number) => {
    for (let count = 0; ; count++) {
      const name = `u-${round}-${writer}-${count}`
      if ((await createUser(plane, name)).status !== 200) throw new Error('refused')
      acknowledged.push(name)
      if (--left === 0) killed = plane.kill()
    }
  }
  await Promise.allSettled(Array.from({ length: writers }, (_, writer) => write(writer)))
  await killed
}

test('kill -9 loses no event of a change that was acknowledged, and leaves the chain whole', async () => {
  using folder = temporaryFolder()
  const acknowledged: string[] = []
  for (let round = 0; round < rounds; round++) {
    await using plane = await startChildPlane(folder.path)
    await writeUntilKilled(plane, round, acknowledged)
  }
  await using plane = await startChildPlane(folder.path)
  const lines = await exportLines(plane)
  const { PublicKey, KeyId } = await hostler(plane, 'GetRecordKey', {})
  const key = createPublicKey(PublicKey as string)
  const check = await verifyAudit(
    lines,
    { keyId: KeyId as string },
    {
      hash: bytes => hash('sha256', bytes, 'buffer'),
      isSigned: (bytes, signature) => verify(null, bytes, key, signature),
    },
  )
  expect(check.faults).toEqual([])
  const told = new Set(lines.flatMap(line => /"requestParameters":\{"userName":"([^"]+)"\}/.exec(line)?.[1] ?? []))
  expect(acknowledged.length).toBeGreaterThanOrEqual(rounds)
  expect(acknowledged.filter(name => !told.has(name))).toEqual([])
})
