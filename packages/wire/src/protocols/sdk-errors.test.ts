import { Readable } from 'node:stream'
import * as ec2 from '@aws-sdk/client-ec2'
import * as iam from '@aws-sdk/client-iam'
import * as s3 from '@aws-sdk/client-s3'
import * as ssm from '@aws-sdk/client-ssm'
import * as sts from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { AwsFault } from '../aws-fault.ts'
import { protocolFor } from './index.ts'
import { callOver, type SdkModule } from './roundtrip/sdk-peer.ts'
import { bind } from './test-request.ts'

const text = 'User: a & b is <not> authorized to perform "x"'

test.each([
  ['ssm', 'AccessDeniedException', 400, 'GetServiceSetting', 'SSMClient', ssm],
  ['ssm', 'ServiceSettingNotFound', 400, 'GetServiceSetting', 'SSMClient', ssm],
  ['ssm', 'UnrecognizedClientException', 400, 'GetServiceSetting', 'SSMClient', ssm],
  ['ssm', 'InternalServerError', 500, 'GetServiceSetting', 'SSMClient', ssm],
  ['iam', 'AccessDenied', 403, 'ListUsers', 'IAMClient', iam],
  ['sts', 'SignatureDoesNotMatch', 403, 'GetCallerIdentity', 'STSClient', sts],
  ['ec2', 'UnauthorizedOperation', 403, 'DescribeInstances', 'EC2Client', ec2],
] as const)('the %s client understands %s', async (service, code, status, operation, client, sdk) => {
  const bound = bind(service, operation)
  const answer = (requestId: string) =>
    protocolFor(bound.model).writeFault(new AwsFault(code, status, text), requestId, bound.model)
  await expect(callOver(sdk as SdkModule, client, bound, {}, answer)).rejects.toMatchObject({
    name: code,
    message: text,
    $metadata: { httpStatusCode: status, requestId: '11111111-2222-3333-4444-555555555555' },
  })
})

test('modelled errors of iam become the SDK class of their code', async () => {
  const bound = bind('iam', 'GetUser')
  const fault = new AwsFault('NoSuchEntity', 404, 'gone')
  const answer = (requestId: string) => protocolFor(bound.model).writeFault(fault, requestId, bound.model)
  await expect(callOver(iam, 'IAMClient', bound, {}, answer)).rejects.toBeInstanceOf(iam.NoSuchEntityException)
})

test('errors of s3 become the SDK class of their code, with the ids of the request', async () => {
  const bound = bind('s3', 'GetObject')
  const fault = new AwsFault('NoSuchKey', 404, text, { members: { Key: 'k' } })
  const answer = (requestId: string) => {
    const reply = protocolFor(bound.model).writeFault(fault, requestId, bound.model)
    return { ...reply, stream: Readable.from([Buffer.from(reply.body)]) }
  }
  const call = callOver(s3, 'S3Client', bound, { Bucket: 'b', Key: 'k' }, answer, { forcePathStyle: true })
  await expect(call).rejects.toBeInstanceOf(s3.NoSuchKey)
  await expect(call).rejects.toMatchObject({
    message: text,
    Key: 'k',
    $metadata: {
      httpStatusCode: 404,
      requestId: '11111111-2222-3333-4444-555555555555',
      extendedRequestId: expect.stringMatching(/==$/),
    },
  })
})
