// Buckets for copies of session records, as tests of them need them.
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import type { TestClients } from '@hostler/testkit/test-clients'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { answer } from './recorded-sessions.ts'

export const setting = '/hostler/session-records/s3-destination'
export const roleName = 'AWSServiceRoleForHostlerSessionRecords'
export const roleArnIn = (accountId: string) =>
  `arn:aws:iam::${accountId}:role/aws-service-role/session-records.hostler.internal/${roleName}`

export function s3As(plane: TestPlane, { credentials }: Pick<TestClients, 'credentials'> = plane.admin): S3Client {
  const { url: endpoint, clock } = plane
  const config = { endpoint, credentials, region: testRegion, forcePathStyle: true, maxAttempts: 1 }
  return new S3Client({ ...config, systemClockOffset: clock.offsetMs })
}

export async function makeBucket(
  plane: TestPlane,
  Bucket: string,
  owner: Pick<TestClients, 'credentials'> = plane.admin,
) {
  using _ = closing(s3As(plane, owner))
  const CreateBucketConfiguration = { LocationConstraint: testRegion } as const
  await _.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await _.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
}

function closing(s3: S3Client) {
  return { s3, [Symbol.dispose]: () => s3.destroy() }
}

export async function setPolicy(s3: S3Client, Bucket: string, ...Statement: object[]): Promise<void> {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
}

export const sendTo = ({ ssm }: TestClients, SettingValue: string) =>
  ssm.send(new UpdateServiceSettingCommand({ SettingId: setting, SettingValue }))

/** How the copy of each record stands, newest first, once nothing that is due is being done. */
export async function copies(plane: TestPlane): Promise<Record<string, unknown>[]> {
  await plane.running.app.copyRecords()
  const { Records } = await answer(plane, 'ListSessionRecords')
  return (Records as { Copy: Record<string, unknown> }[]).map(({ Copy }) => Copy)
}

export async function keysIn(s3: S3Client, Bucket: string): Promise<string[]> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
  return Versions.map(({ Key }) => Key!)
}

export async function textOf(s3: S3Client, Bucket: string, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  return Body!.transformToString()
}
