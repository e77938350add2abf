// Records as the relay makes them, and calls of the API that reads them.
import { jsonCall, type RawReply } from '@hostler/testkit/raw-call'
import type { TestClients } from '@hostler/testkit/test-clients'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { buildRecords } from '@hostler/plane/build-records'
import type { SessionRecording } from '@hostler/plane/channels/recording/session-recorder'
import { loadSecrets } from '@hostler/plane/config/secrets'

export const sessionId = 'ada-0123456789abcdef0'

export interface SessionToRecord {
  readonly id?: string
  readonly nodeId?: string
  readonly owner?: string
  readonly accountId?: string
}

/** Begins a record in the plane's own folder, as its relay would. */
export function beginRecord(plane: TestPlane, session: SessionToRecord = {}): Promise<SessionRecording> {
  const { storage, log } = plane.running.app
  const { keyFor } = loadSecrets(plane.dataDir)
  const { clock, dataDir } = plane
  const parts = buildRecords({ storage, keyFor, dataDir, recordsInput: false, keptDays: 90, clock, log })
  return parts.recorder.open({
    accountId: session.accountId ?? plane.accountId,
    region: testRegion,
    sessionId: session.id ?? sessionId,
    nodeId: session.nodeId ?? 'i-0123456789abcdef0',
    owner: session.owner ?? `arn:aws:iam::${plane.accountId}:user/ada`,
    documentName: 'SSM-SessionManagerRunShell',
    startedAt: clock.now(),
  })
}

/** A finished record of one output. */
export async function recordSession(
  plane: TestPlane,
  output: string | Uint8Array,
  session: SessionToRecord = {},
): Promise<void> {
  const recording = await beginRecord(plane, session)
  recording.resize(100, 30)
  recording.output(Buffer.from(output))
  await recording.close('exit')
}

/** Calls an operation of Hostler's own API, as the administrator unless told otherwise. */
export function call(
  plane: TestPlane,
  operation: string,
  input: object,
  { credentials }: TestClients = plane.admin,
): Promise<RawReply> {
  const signing = { credentials, region: testRegion, service: 'hostler', now: plane.clock.now() }
  return jsonCall(plane.url, `Hostler.${operation}`, input, signing, { 'user-agent': 'hostler-test/1' })
}

/** The answer of a call that succeeds. */
export async function answer(
  plane: TestPlane,
  operation: string,
  input: object = {},
  as: TestClients = plane.admin,
): Promise<Record<string, unknown>> {
  const reply = await call(plane, operation, input, as)
  if (reply.status !== 200) throw new Error(`${operation} was refused: ${reply.text}`)
  return reply.json()
}

/** Code and message of a refusal. */
export async function refusal(reply: Promise<RawReply>): Promise<unknown> {
  const { status, json } = await reply
  const { __type: code, message, Message } = json()
  return { status, code, message: message ?? Message }
}

/** Every item of a paged operation, page by page. */
export async function allPages<Item>(
  plane: TestPlane,
  operation: string,
  member: string,
  input: object,
): Promise<Item[][]> {
  const pages: Item[][] = []
  let token: unknown
  do {
    const page = await answer(plane, operation, { ...input, ...(token !== undefined && { NextToken: token }) })
    pages.push(page[member] as Item[])
    token = page['NextToken']
  } while (token !== undefined)
  return pages
}
