import { describe, expect, test } from 'vitest'
import { loadModel } from '../../model/load-model.ts'
import type { WireRequest } from '../protocol.ts'
import { request } from '../test-request.ts'
import { createRouter } from './router.ts'

const route = createRouter(loadModel('s3'))

function named(line: string, more: Partial<WireRequest> = {}): string | undefined {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  return route({ ...request({ method, path, query }), ...more })
}

describe('A request to S3', () => {
  test.each([
    ['GET /', 'ListBuckets'],
    ['GET /b', 'ListObjects'],
    ['GET /b/', 'ListObjects'],
    ['GET /b?list-type=2&prefix=a', 'ListObjectsV2'],
    ['GET /b?list-type=1', 'ListObjects'],
    ['GET /b?versions', 'ListObjectVersions'],
    ['GET /b?versions=&max-keys=3', 'ListObjectVersions'],
    ['GET /b?uploads', 'ListMultipartUploads'],
    ['GET /b?lifecycle', 'GetBucketLifecycleConfiguration'],
    ['GET /b?notification', 'GetBucketNotificationConfiguration'],
    ['GET /b?analytics', 'ListBucketAnalyticsConfigurations'],
    ['GET /b?analytics&id=1', 'GetBucketAnalyticsConfiguration'],
    ['PUT /b?lifecycle', 'PutBucketLifecycleConfiguration'],
    ['PUT /b', 'CreateBucket'],
    ['HEAD /b', 'HeadBucket'],
    ['POST /b?delete', 'DeleteObjects'],
    ['DELETE /b', 'DeleteBucket'],
    ['DELETE /b?policy', 'DeleteBucketPolicy'],
    ['GET /b/k', 'GetObject'],
    ['GET /b/k?partNumber=1', 'GetObject'],
    ['GET /b/k?versionId=1&response-expires=x&x-id=GetObject', 'GetObject'],
    ['GET /b/k/', 'GetObject'],
    ['GET /b//', 'GetObject'],
    ['GET /b/../..', 'GetObject'],
    ['GET /b/k?uploadId=1', 'ListParts'],
    ['GET /b/k?attributes', 'GetObjectAttributes'],
    ['GET /b/k?acl', 'GetObjectAcl'],
    ['HEAD /b/k', 'HeadObject'],
    ['PUT /b/k', 'PutObject'],
    ['PUT /b/k?partNumber=1&uploadId=2', 'UploadPart'],
    ['PUT /b/k?tagging', 'PutObjectTagging'],
    ['POST /b/k?uploads', 'CreateMultipartUpload'],
    ['POST /b/k?uploadId=1', 'CompleteMultipartUpload'],
    ['POST /b/k?select&select-type=2', 'SelectObjectContent'],
    ['POST /WriteGetObjectResponse', 'WriteGetObjectResponse'],
    ['DELETE /b/k', 'DeleteObject'],
    ['DELETE /b/k?uploadId=1', 'AbortMultipartUpload'],
    ['DELETE /b/k?versionId=1', 'DeleteObject'],
  ])('%s is %s', (line, name) => {
    expect(named(line)).toBe(name)
  })

  test.each([
    'DELETE /b?versioning',
    'DELETE /b?acl',
    'DELETE /b?location',
    'PUT /b?uploads',
    'POST /b',
    'POST /b/k',
    'PATCH /b',
    'HEAD /',
    'PUT /b/k?partNumber=1',
    'PUT /b/k?uploadId=1',
    'DELETE /b/k?uploads',
    'GET /b/k?acl&tagging',
    'GET //k',
    'GET *',
  ])('%s is nothing that S3 does', line => {
    expect(named(line)).toBeUndefined()
  })

  test('that names a source copies', () => {
    const headers = { 'x-amz-copy-source': '/a/b' }
    expect(named('PUT /b/k', { headers })).toBe('CopyObject')
    expect(named('PUT /b/k?x-amz-copy-source=a%2Fb')).toBe('CopyObject')
    expect(named('PUT /b/k?partNumber=1&uploadId=2', { headers })).toBe('UploadPartCopy')
  })

  test.each([
    ['GET /', 'ListObjects'],
    ['GET /?list-type=2', 'ListObjectsV2'],
    ['GET /k', 'GetObject'],
    ['GET /k/', 'GetObject'],
    ['GET //', 'GetObject'],
    ['PUT /', 'CreateBucket'],
    ['PUT /a/b', 'PutObject'],
  ])('to a host that names the bucket, %s, is %s', (line, name) => {
    expect(named(line, { bucket: 'b.c' })).toBe(name)
  })
})
