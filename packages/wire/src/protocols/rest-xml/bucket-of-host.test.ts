import { expect, test } from 'vitest'
import { bucketOfHost } from './bucket-of-host.ts'

const domains = ['hostler.test', 'amazonaws.com']

test.each([
  ['b.s3.hostler.test', 'b'],
  ['B.s3.hostler.test:4566', 'b'],
  ['b.s3.eu-central-1.hostler.test.', 'b'],
  ['b.s3-eu-central-1.hostler.test', 'b'],
  ['b.s3.dualstack.eu-central-1.amazonaws.com', 'b'],
  ['a.b.c.s3.us-east-1.amazonaws.com', 'a.b.c'],
  ['a.s3.b.s3.us-east-1.amazonaws.com', 'a.s3.b'],
  ['s3-logs.s3.hostler.test', 's3-logs'],
  ['v1.s3.hostler.test', 'v1'],
  ['s3.hostler.test', undefined],
  ['s3.eu-central-1.hostler.test:443', undefined],
  ['s3-eu-central-1.hostler.test', undefined],
  ['s3.dualstack.eu-central-1.hostler.test', undefined],
  ['ssm.eu-central-1.hostler.test', undefined],
  ['b.hostler.test', undefined],
  ['b.s3.example.org', undefined],
  ['b.s3.nothostler.test', undefined],
  ['127.0.0.1:4566', undefined],
  ['[::1]:4566', undefined],
  ['', undefined],
])('the host %s names the bucket %s', (host, bucket) => {
  expect(bucketOfHost(host, domains)).toBe(bucket)
})
