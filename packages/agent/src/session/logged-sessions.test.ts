import { readdir } from 'node:fs/promises'
import { payloadTypes } from '@hostler/channel/frame/frame'
import { describe, expect, test } from 'vitest'
import { type AgentWorld, openWorld } from '../../test/agent-world.ts'
import { INSTANCE_ID, REGION } from '../../test/scripted-imds.ts'
import { commandDocument, sessionsOn, shellDocument } from '../../test/scripted-session.ts'
import { ScriptedStores } from '../../test/scripted-stores.ts'
import { ownAccount } from './user/accounts.ts'
import { whyNoTerminals } from './program/pty-program.ts'

const missing = whyNoTerminals()
if (missing !== undefined) console.log(`Tests of logged sessions are skipped: ${missing}`)

const inputs = { s3BucketName: 'bucket', s3KeyPrefix: 'p', s3EncryptionEnabled: true, cloudWatchLogGroupName: 'grp' }

async function storesOf(world: AgentWorld): Promise<ScriptedStores> {
  const stores = await ScriptedStores.open()
  await world.configure({ S3: { Endpoint: stores.url }, Logs: { Endpoint: stores.url } })
  return stores
}
const left = (world: AgentWorld) => readdir(world.paths.sessionLogs).catch(() => [])

describe.skipIf(missing !== undefined)('a session with a log', () => {
  test('ends for its user first; then its log goes where the preferences say, with the host’s credentials', async () => {
    const world = await openWorld()
    const stores = await storesOf(world)
    const { document, content } = commandDocument('printf "zażółć\\n"; exit 3')
    const session = (await sessionsOn(world))({ document: { ...document, inputs }, content })
    stores.answerTo('PUT', () => {
      expect(session.states).toEqual(['Connected', 'Terminating'])
      return {}
    })
    session.start()
    expect(await session.outcome()).toMatchObject({
      FinalTaskStatus: 'Success',
      S3Bucket: 'bucket',
      S3UrlSuffix: `p/${session.sessionId}.log`,
      CwlGroup: 'grp',
      CwlStream: session.sessionId,
    })
    const put = stores.seen.all.find(({ name }) => name.startsWith('PUT'))!.what
    expect(put.body.toString()).toMatch(/^Script started on .*\nzażółć\r\n\nScript done on .*\n$/)
    expect(put.headers['authorization']).toContain('ASIAROLETOKEN0000000')
    expect(await left(world)).toEqual([])
  })

  test('shows in CloudWatch Logs while it goes on, where a shell is streamed', async () => {
    const world = await openWorld()
    const stores = await storesOf(world)
    const streamed = { cloudWatchLogGroupName: 'grp', cloudWatchStreamingEnabled: true, runAsEnabled: false }
    const session = (await sessionsOn(world))({ document: { ...shellDocument, inputs: streamed } }).start()
    await session.shows(INSTANCE_ID)
    session.type('echo o""ne\n')
    await session.shows('one\r\n')
    await world.clock.fire('log tick')
    await stores.seen.next('Logs.PutLogEvents')
    const [put] = stores.inputs('Logs.PutLogEvents') as { logEvents: { message: string; timestamp: number }[] }[]
    expect(JSON.parse(put!.logEvents[0]!.message)).toMatchObject({
      eventVersion: '1.0',
      awsRegion: REGION,
      target: { id: INSTANCE_ID },
      userIdentity: { arn: 'arn:aws:iam::123456789012:user/alice' },
      runAsUser: ownAccount().name,
      sessionId: session.sessionId,
      sessionData: expect.arrayContaining(['one']),
    })
    session.type('exit\n')
    expect(await session.outcome()).toMatchObject({ CwlGroup: 'grp', CwlStream: session.sessionId, S3Bucket: '' })
    expect(stores.seen.names().filter(name => name !== 'Logs.PutLogEvents')).toEqual([
      'Logs.DescribeLogGroups',
      'Logs.CreateLogStream',
      'Logs.DescribeLogStreams',
      ...stores.seen
        .names()
        .filter(name => name === 'Logs.DescribeLogStreams')
        .slice(1),
    ])
  })

  test('does not begin where encryption is demanded and not there; its user is told why', async () => {
    const world = await openWorld()
    const stores = await storesOf(world)
    stores.answerTo('GET', { status: 403, body: '<Code>AccessDenied</Code><Message>Access Denied</Message>' })
    const session = (await sessionsOn(world))({ document: { ...shellDocument, inputs } }).start()
    expect(await session.outcome()).toMatchObject({
      FinalTaskStatus: 'Failed',
      Output:
        "Couldn't start the session because we are unable to validate encryption on Amazon S3 bucket. " +
        'Error: AccessDenied: Access Denied\n\tstatus code: 403, request id: , host id: ',
      S3Bucket: '',
      CwlGroup: '',
    })
    expect(session.frames.map(({ payloadType }) => payloadType)).not.toContain(payloadTypes.output)
    expect(await left(world)).toEqual([])
  })

  test('has none where its program could not be started', async () => {
    const world = await openWorld()
    const stores = await storesOf(world)
    const runAs = { ...inputs, runAsEnabled: true, runAsDefaultUser: 'nobody-of-that-name' }
    const session = (await sessionsOn(world))({ document: { ...shellDocument, inputs: runAs } }).start()
    expect(await session.outcome()).toMatchObject({ FinalTaskStatus: 'Failed', S3Bucket: '', CwlGroup: '' })
    expect(stores.seen.names().filter(name => name.startsWith('PUT'))).toEqual([])
    expect(await left(world)).toEqual([])
  })

  test('sends it when somebody else ends it, and when the agent stops', async () => {
    const world = await openWorld()
    const stores = await storesOf(world)
    const agent = world.start()
    const start = await sessionsOn(world, agent)
    const { document, content } = commandDocument('echo up; exec sleep 1000')
    const begin = async () => {
      const session = start({ document: { ...document, inputs: { s3BucketName: 'bucket' } }, content }).start()
      await session.shows('up')
      return session
    }
    const ended = await begin()
    ended.close()
    expect(await world.meanwhile(ended.outcome())).toMatchObject({ S3UrlSuffix: `${ended.sessionId}.log` })
    const stopped = await begin()
    await world.meanwhile(agent.stop())
    const puts = stores.seen.names().filter(name => name.startsWith('PUT'))
    expect(puts).toEqual([`PUT /bucket/${ended.sessionId}.log`, `PUT /bucket/${stopped.sessionId}.log`])
  })

  test('of an agent that was killed leaves the host with its next start', async () => {
    const world = await openWorld()
    await world.write(`${world.paths.sessionLogs}/alice-1.log`, 'left')
    await sessionsOn(world)
    expect(await left(world)).toEqual([])
  })
})

test('sessions of ports have no log, whatever their document says', async () => {
  const world = await openWorld()
  const stores = await storesOf(world)
  const document = {
    schemaVersion: '1.0',
    sessionType: 'Port',
    inputs,
    properties: { portNumber: '1', type: 'LocalPortForwarding' },
  }
  const session = (await sessionsOn(world))({ document }).start()
  await session.until(() => session.customerMessage !== undefined)
  session.close()
  expect(await world.meanwhile(session.outcome())).toMatchObject({ S3Bucket: '', CwlGroup: '' })
  expect(stores.seen.all).toEqual([])
})
