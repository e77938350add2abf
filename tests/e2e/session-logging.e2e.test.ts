// What a session shows ends up where the preferences say, under the rights that seed 003 gives a host, and what such a
// host does to a log afterwards does not destroy it. With the built-in agent and, where its folder is named, the stock one.
import { tmpdir } from 'node:os'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { AttachRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateDocumentCommand, DeleteDocumentCommand, DescribeSessionsCommand } from '@aws-sdk/client-ssm'
import { findPrivilege } from '@hostler/machines/namespace/requirements'
import type { PlaneConfig } from '@hostler/plane/config/config'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { patience, RealPlane } from './real-plane.ts'
import { ShellClient } from './shell-client.ts'

// The stock agent puts the name of a bucket before that of the plane, which is an address here, unless it has a dot.
const Bucket = 'session.logs'
const logGroupName = '/sessions'
const preferences = 'SSM-SessionManagerRunShell'

const streamingActions = [
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:PutLogEvents',
]

interface StoreClients {
  readonly s3: S3Client
  readonly logs: CloudWatchLogsClient
}

function storeClients(endpoint: string, region: string, credentials: PlaneCredentials): StoreClients {
  const config = { endpoint, region, credentials, maxAttempts: 1 }
  return { s3: new S3Client({ ...config, forcePathStyle: true }), logs: new CloudWatchLogsClient(config) }
}
type PlaneCredentials = { readonly accessKeyId: string; readonly secretAccessKey: string }

/** Why a plane has no stores yet, if it has none. */
async function whyNoStores(): Promise<string | undefined> {
  await using plane = await startTestPlane()
  const { s3, logs } = storeClients(plane.url, plane.admin.region, plane.admin.credentials)
  const [buckets, groups] = await Promise.all([
    s3.send(new ListBucketsCommand({})).then(() => 200, statusOf),
    logs.send(new DescribeLogGroupsCommand({})).then(() => 200, statusOf),
  ])
  const isMissing = [404, 501].some(status => status === buckets || status === groups)
  return isMissing ? `S3 answers ${buckets}, CloudWatch Logs ${groups}` : undefined
}

function statusOf(error: { $metadata?: { httpStatusCode?: number }; $response?: { statusCode: number } }) {
  return error.$response?.statusCode ?? error.$metadata?.httpStatusCode
}

const noStores = await whyNoStores()
const agentDir = process.env['HOSTLER_AGENT_DIR']
const noNamespaces = await findPrivilege(tmpdir()).then(
  () => undefined,
  (error: Error) => error.message,
)
const noStock = agentDir === undefined ? 'HOSTLER_AGENT_DIR names no folder of it' : noNamespaces
if (noStores !== undefined) console.log(`skipping the logging of sessions end to end: ${noStores}`)
else if (noStock !== undefined) console.log(`skipping the logging of sessions by the stock agent: ${noStock}`)

const agents: { name: string; config: Partial<PlaneConfig>; why: string | undefined }[] = [
  { name: 'the built-in agent', config: { machines: 'process' }, why: noStores },
  { name: 'the stock agent', config: { machines: 'namespace', agentDir }, why: noStores ?? noStock },
]

for (const { name, config, why } of agents) {
  describe.skipIf(why !== undefined)(`sessions with ${name}`, () => {
    const plane = new RealPlane(config)
    let stores: StoreClients
    let target: string

    beforeAll(async () => {
      await plane.start()
      const { url } = plane.running.file
      const { region, credentials } = plane.admin
      stores = storeClients(url, region, credentials)
      await stores.s3.send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: region as 'ap-northeast-1' },
        }),
      )
      const VersioningConfiguration = { Status: 'Enabled' as const }
      await stores.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
      await stores.logs.send(new CreateLogGroupCommand({ logGroupName }))
      const profile = await makeInstanceProfile(plane.admin, 'Logged')
      const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
      await plane.admin.iam.send(new AttachRolePolicyCommand({ RoleName: 'Logged', PolicyArn }))
      await allow('s3:PutObject', 's3:GetEncryptionConfiguration')
      target = await plane.launch(profile)
      await vi.waitUntil(async () => (await plane.connection(target)) === 'connected', patience)
    }, 120_000)
    afterAll(() => plane.close())

    /** The second statement of seed 003's policy; its first is for prompts. */
    async function allow(...Action: string[]): Promise<void> {
      const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`]
      const PolicyDocument = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action, Resource }],
      })
      await plane.admin.iam.send(new PutRolePolicyCommand({ RoleName: 'Logged', PolicyName: 'logs', PolicyDocument }))
    }

    async function prefer(inputs: object): Promise<void> {
      await plane.admin.ssm.send(new DeleteDocumentCommand({ Name: preferences })).catch(() => {})
      const Content = JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs })
      await plane.admin.ssm.send(new CreateDocumentCommand({ Name: preferences, DocumentType: 'Session', Content }))
    }
    const toBucket = { s3BucketName: Bucket, s3KeyPrefix: 'shells', s3EncryptionEnabled: true }

    /** A shell in which one thing is said. */
    async function session(): Promise<ShellClient> {
      const client = await ShellClient.start(plane.admin, { Target: target })
      await expect.poll(() => client.output, patience).toMatch(/[$#] $/)
      client.type('echo lo""gged; exit\n')
      await expect.poll(() => client.lastWords, patience).toBe('')
      return client
    }
    async function described(sessionId: string) {
      const Filters = [{ key: 'SessionId' as const, value: sessionId }]
      const { Sessions } = await plane.admin.ssm.send(new DescribeSessionsCommand({ State: 'History', Filters }))
      return Sessions![0]
    }
    const bodyOf = async (Key: string, VersionId?: string) =>
      (await stores.s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body!.transformToString()

    test('are in the bucket, encrypted, under the rights of seed 003, and their list says where', async () => {
      await prefer(toBucket)
      const { sessionId } = await session()
      const Key = `shells/${sessionId}.log`
      await expect
        .poll(async () => (await described(sessionId))?.OutputUrl?.S3OutputUrl, patience)
        .toMatch(new RegExp(`/${Bucket}/${Key}$`))
      expect(await bodyOf(Key)).toMatch(/^Script started on [^]*logged\r*\n[^]*Script done on /)
      const { ServerSideEncryption } = await stores.s3.send(new GetObjectCommand({ Bucket, Key }))
      expect(ServerSideEncryption).toBe('AES256')
    })

    test('stay readable after their host has written over them', async () => {
      await prefer(toBucket)
      const { sessionId } = await session()
      const Key = `shells/${sessionId}.log`
      await expect.poll(() => bodyOf(Key).catch(() => ''), patience).toContain('logged')
      await stores.s3.send(new PutObjectCommand({ Bucket, Key, Body: '' }))
      expect(await bodyOf(Key)).toBe('')
      const { Versions } = await stores.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }))
      expect(Versions).toHaveLength(2)
      expect(await bodyOf(Key, Versions!.find(({ IsLatest }) => !IsLatest)!.VersionId)).toContain('logged')
    })

    test('are none where the host may not ask how the bucket encrypts, and their user reads why', async () => {
      await prefer(toBucket)
      await allow('s3:PutObject')
      const client = await ShellClient.start(plane.admin, { Target: target })
      await expect
        .poll(() => client.lastWords, patience)
        .toContain(
          "Couldn't start the session because we are unable to validate encryption on Amazon S3 bucket. Error: AccessDenied",
        )
      await allow('s3:PutObject', 's3:GetEncryptionConfiguration')
    })

    test('go on without a log where the host may not write it', async () => {
      await prefer(toBucket)
      await allow('s3:GetEncryptionConfiguration')
      const { sessionId } = await session()
      await expect.poll(async () => (await described(sessionId))?.OutputUrl?.S3OutputUrl, patience).toBeDefined()
      await expect(bodyOf(`shells/${sessionId}.log`)).rejects.toMatchObject({ name: 'NoSuchKey' })
      await allow('s3:PutObject', 's3:GetEncryptionConfiguration')
    })

    // The stock agent looks for CloudWatch Logs by a name that hosts of a plane without one cannot resolve.
    test.skipIf(agentDir !== undefined && name.includes('stock'))('are streamed to their log group', async () => {
      const Statement = { Effect: 'Allow', Action: streamingActions, Resource: '*' }
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
      await plane.admin.iam.send(
        new PutRolePolicyCommand({ RoleName: 'Logged', PolicyName: 'streams', PolicyDocument }),
      )
      await prefer({ cloudWatchLogGroupName: logGroupName, cloudWatchStreamingEnabled: true })
      const { sessionId: logStreamName } = await session()
      const messages = async () =>
        (
          await stores.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }))
        ).events!.map(({ message }) => JSON.parse(message!) as { sessionId: string; sessionData: string[] })
      await expect.poll(() => messages().catch(() => []), patience).not.toEqual([])
      const events = await messages()
      expect(events[0]).toMatchObject({ sessionId: logStreamName, target: { id: target } })
      expect(events.flatMap(({ sessionData }) => sessionData)).toContain('logged')
    })
  })
}
