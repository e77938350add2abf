import { describe, expect, test } from 'vitest'
import { AwsFault } from '../../aws-fault.ts'
import { loadModel } from '../../model/load-model.ts'
import { checkConstraints } from '../../validation/check-constraints.ts'
import { renderFailures } from '../../validation/validation-message.ts'
import { protocolFor } from '../index.ts'
import type { WireRequest } from '../protocol.ts'
import { bind, read, request } from '../test-request.ts'

const protocol = protocolFor(loadModel('s3'))

function get(operation: string, parts: Partial<Omit<WireRequest, 'body'>>): Record<string, unknown> {
  return read('s3', operation, { ...request({ method: 'GET', path: '/b/k' }), ...parts })
}

function put(operation: string, body: string | Buffer, headers: Record<string, string> = {}): Record<string, unknown> {
  return read('s3', operation, request({ method: 'PUT', path: '/b', headers, body }))
}

function faultOf(attempt: () => unknown): AwsFault {
  try {
    attempt()
  } catch (error) {
    if (error instanceof AwsFault) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('A key', () => {
  test.each([
    ['/b/a', 'a'],
    ['/b//a//', '/a//'],
    ['/b/./../a', './../a'],
    ['/b/%2e%2E%2f', '../'],
    ['/b/a%20b+c', 'a b+c'],
    ['/b/%25%32%30', '%20'],
    ['/b/%00', '\0'],
    ['/b/%C3%A4%F0%9F%98%80', 'ä\u{1f600}'],
    ['/b/\u00c3\u00a4', 'ä'],
    ['/b/%EF%BB%BFa', '\ufeffa'],
  ])('of %s is all behind the bucket, decoded once', (path, key) => {
    expect(get('GetObject', { path })).toEqual({ Bucket: 'b', Key: key })
  })

  test('is the whole path where the host names the bucket', () => {
    expect(get('GetObject', { path: '/b/k/', bucket: 'a.b' })).toEqual({ Bucket: 'a.b', Key: 'b/k/' })
    expect(get('ListObjects', { path: '/', bucket: 'a.b' })).toEqual({ Bucket: 'a.b' })
  })

  test.each(['/b/%ff', '/b/%C3', '/b/%', '/b/%4', '/b/%zz', '/b/%ED%A0%80', '/%ff/k'])('of %s is refused', path => {
    const fault = faultOf(() => get('GetObject', { path }))
    expect(fault).toMatchObject({ code: 'InvalidURI', status: 400, members: { URI: path } })
  })
})

describe('Parameters and headers', () => {
  test('become what the model says they are', () => {
    const query = 'max-keys=10&prefix=a+b%2B&start-after=%C3%A4&fetch-owner=TRUE&unknown&prefix=second'
    expect(get('ListObjectsV2', { path: '/b', query })).toEqual({
      Bucket: 'b',
      MaxKeys: 10,
      Prefix: 'a b+',
      StartAfter: 'ä',
      FetchOwner: true,
    })
    const headers = {
      'if-modified-since': 'Mon, 23 Nov 2026 10:00:00 GMT',
      range: 'bytes=0-1',
      'x-amz-checksum-mode': 'ENABLED',
    }
    expect(get('GetObject', { headers, query: 'response-expires=Monday,%2023-Nov-26%2010:00:00%20GMT' })).toEqual({
      Bucket: 'b',
      Key: 'k',
      IfModifiedSince: new Date('2026-11-23T10:00:00Z'),
      ResponseExpires: new Date('2026-11-23T10:00:00Z'),
      Range: 'bytes=0-1',
      ChecksumMode: 'ENABLED',
    })
    const attributes = get('GetObjectAttributes', { headers: { 'x-amz-object-attributes': 'ETag, ObjectSize,,' } })
    expect(attributes.ObjectAttributes).toEqual(['ETag', 'ObjectSize'])
  })

  test('may stand in the query of a presigned URL, where headers of AWS belong', () => {
    const query = 'x-amz-acl=private&x-amz-meta-a=1&x-amz-meta-b=2&content-type=no'
    const headers = { 'x-amz-meta-b': '3' }
    expect(get('PutObject', { query, headers })).toEqual({
      Bucket: 'b',
      Key: 'k',
      ACL: 'private',
      Metadata: { a: '1', b: '3' },
    })
  })

  test('are kept as the bytes they are, encoded words included', () => {
    const headers = { 'x-amz-meta-a': '\u00c3\u00a4', 'x-amz-meta-b': '=?UTF-8?Q?=C3=A4?=', 'x-amz-meta-': 'none' }
    expect(get('PutObject', { headers }).Metadata).toEqual({ a: '\u00c3\u00a4', b: '=?UTF-8?Q?=C3=A4?=' })
    const named = get('PutObject', { headers: { 'x-amz-meta-__proto__': '1' } }).Metadata as object
    expect(Object.keys(named)).toEqual(['__proto__'])
  })

  test.each([
    ['aws-chunked', undefined],
    ['aws-chunked,gzip', 'gzip'],
    ['gzip, aws-chunked', 'gzip'],
    ['gzip', 'gzip'],
  ])('with the content coding %s are about %s', (coding, kept) => {
    expect(get('PutObject', { headers: { 'content-encoding': coding } }).ContentEncoding).toBe(kept)
  })

  test.each([
    ['ListObjectsV2', 'max-keys=a', 'max-keys', 'a', 'Provided max-keys not an integer or within integer range'],
    [
      'ListObjectsV2',
      'max-keys=2147483648',
      'max-keys',
      '2147483648',
      'Provided max-keys not an integer or within integer range',
    ],
    [
      'GetObject',
      'partNumber=1.5',
      'partNumber',
      '1.5',
      'Part number must be an integer between 1 and 10000, inclusive',
    ],
    [
      'GetObject',
      'response-content-type=%E2%82%AC',
      'response-content-type',
      '€',
      'Header value cannot be represented using ISO-8859-1.',
    ],
    [
      'GetObject',
      'response-content-type=a%0d%0ab',
      'response-content-type',
      'a\r\nb',
      'Header value cannot be represented using ISO-8859-1.',
    ],
    ['ListObjectsV2', 'prefix=%ff', 'prefix', undefined, 'Invalid value for prefix.'],
  ])('of %s, %s, are refused by name', (operation, query, ArgumentName, ArgumentValue, message) => {
    const fault = faultOf(() => get(operation, { query }))
    const members = { ArgumentName, ...(ArgumentValue !== undefined && { ArgumentValue }) }
    expect(fault).toMatchObject({ code: 'InvalidArgument', status: 400, message })
    expect(fault.members).toEqual(members)
  })

  test('that are no dates are forgiven where HTTP wants it', () => {
    expect(get('GetObject', { headers: { 'if-modified-since': 'yesterday' } })).toEqual({ Bucket: 'b', Key: 'k' })
    const headers = { 'x-amz-copy-source-if-modified-since': 'yesterday' }
    expect(faultOf(() => get('CopyObject', { headers })).code).toBe('InvalidArgument')
  })

  test.each([
    ['PutObject', { StorageClass: 'COLD' }, 'InvalidStorageClass', 'The storage class you specified is not valid'],
    [
      'PutObject',
      { ServerSideEncryption: 'DES' },
      'InvalidArgument',
      'The encryption method specified is not supported',
    ],
    ['CopyObject', { MetadataDirective: 'x' }, 'InvalidArgument', 'Unknown metadata directive.'],
    ['PutBucketTagging', { Tagging: { TagSet: [{ Key: 'a' }] } }, 'MalformedXML', malformed()],
  ])('of %s that break the model, %j, are %s', (operation, input, code, message) => {
    const bound = bind('s3', operation)
    const failures = checkConstraints(bound, { Bucket: 'b', Key: 'k', CopySource: 'a/b', ...input })
    expect(renderFailures(failures, 'rest-xml')).toMatchObject({ code, status: 400, message })
  })
})

function malformed(): string {
  return 'The XML you provided was not well-formed or did not validate against our published schema'
}

describe('A document', () => {
  const rule = { ID: 'a', Status: 'Enabled', Filter: { And: { Prefix: 'p', Tags: [{ Key: 'k', Value: '' }] } } }

  test('is read in any order and namespace, without what nobody knows', () => {
    const body = `<?xml version="1.0"?>
      <s3:LifecycleConfiguration xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/"><s3:Unknown><a/></s3:Unknown>
        <Rule><Status>Enabled</Status><Expiration><Days> 3 </Days></Expiration>
          <Filter><And><Tag><Value></Value><Key>k</Key></Tag><Prefix>p</Prefix></And></Filter><ID>a</ID></Rule>
        <s3:Rule><Status>Disabled</Status></s3:Rule>
      </s3:LifecycleConfiguration>`
    expect(put('PutBucketLifecycleConfiguration', body)).toEqual({
      Bucket: 'b',
      LifecycleConfiguration: { Rules: [{ ...rule, Expiration: { Days: 3 } }, { Status: 'Disabled' }] },
    })
  })

  test('of lists that are wrapped is read', () => {
    const body = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag><Other/></TagSet></Tagging>'
    expect(put('PutBucketTagging', body).Tagging).toEqual({ TagSet: [{ Key: 'a', Value: 'b' }] })
  })

  test.each([
    ['another root', '<Tags/>'],
    ['no XML', 'TagSet'],
    ['a member twice', '<Tagging><TagSet/><TagSet/></Tagging>'],
    ['elements for a text', '<Tagging><TagSet><Tag><Key><a/></Key></Tag></TagSet></Tagging>'],
    ['a document type', '<!DOCTYPE a><Tagging/>'],
  ])('with %s is refused', (_, body) => {
    expect(faultOf(() => put('PutBucketTagging', body))).toMatchObject({
      code: 'MalformedXML',
      status: 400,
      message: malformed(),
    })
  })

  test('that is no number or boolean where one belongs is refused', () => {
    const body = '<Delete><Quiet>maybe</Quiet></Delete>'
    expect(faultOf(() => put('DeleteObjects', body)).code).toBe('MalformedXML')
  })

  test('may be missing only where the model lets it', () => {
    expect(put('CreateBucket', '')).toEqual({ Bucket: 'b' })
    expect(faultOf(() => put('PutBucketTagging', '')).code).toBe('MissingRequestBodyError')
    expect(faultOf(() => put('PutBucketPolicy', '')).code).toBe('MissingRequestBodyError')
  })

  test('of another kind is text, or passes by', () => {
    expect(put('PutBucketPolicy', '{"a":"ä"}').Policy).toBe('{"a":"ä"}')
    expect(faultOf(() => put('PutBucketPolicy', Buffer.from([0xff]))).code).toBe('MalformedPolicy')
    expect(get('PutObject', {})).not.toHaveProperty('Body')
  })
})

describe('An answer', () => {
  const write = (name: string, output: Record<string, unknown>) =>
    protocol.writeOutput(bind('s3', name), output, 'request-1')
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
  const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'

  test('has the ids of the request', () => {
    expect(write('PutObject', { ETag: '"e"' })).toEqual({
      status: 200,
      headers: { etag: '"e"', 'x-amz-request-id': 'request-1', 'x-amz-id-2': expect.stringMatching(/^[\w+/]{86}==$/) },
      body: '',
    })
  })

  test('is a document whose root is S3’s own', () => {
    const { body, headers } = write('ListObjectsV2', {
      Name: 'b',
      Contents: [{ Key: 'a&b', LastModified: new Date('2026-11-23T10:00:00Z'), Size: 3 }],
      IsTruncated: false,
    })
    expect(headers['content-type']).toBe('application/xml')
    expect(body).toBe(
      `${declaration}<ListBucketResult ${namespace}><IsTruncated>false</IsTruncated><Contents><Key>a&amp;b</Key>` +
        '<LastModified>2026-11-23T10:00:00.000Z</LastModified><Size>3</Size></Contents><Name>b</Name></ListBucketResult>',
    )
  })

  test('that is one text is its root', () => {
    const { body } = write('GetBucketLocation', { LocationConstraint: 'eu-west-1' })
    expect(body).toBe(`${declaration}<LocationConstraint ${namespace}>eu-west-1</LocationConstraint>`)
    expect(write('GetBucketLocation', {}).body).toBe(
      `${declaration}<LocationConstraint ${namespace}></LocationConstraint>`,
    )
  })

  test('says of what kind a grantee is', () => {
    const { body } = write('GetBucketAcl', {
      Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'i' }, Permission: 'READ' }],
    })
    expect(body).toContain(
      '<AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
        'xsi:type="CanonicalUser"><ID>i</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList>',
    )
  })

  test.each([
    ['PutBucketPolicy', 204],
    ['DeleteBucket', 204],
    ['PutBucketVersioning', 200],
  ])('of %s is %i without a body', (name, status) => {
    expect(write(name, {})).toMatchObject({ status, body: '' })
    expect(write(name, {}).headers).not.toHaveProperty('content-type')
  })

  test('streams, and tells a part from the whole', () => {
    const stream = (async function* () {
      yield Buffer.from('x')
    })()
    const output = { Body: stream, ContentLength: 1, LastModified: new Date('2026-11-23T10:00:00.900Z') }
    expect(write('GetObject', output)).toMatchObject({
      status: 200,
      headers: { 'content-length': '1', 'last-modified': 'Mon, 23 Nov 2026 10:00:00 GMT' },
      body: '',
      stream,
    })
    expect(write('GetObject', { ...output, ContentRange: 'bytes 0-0/2' }).status).toBe(206)
  })

  test('is a policy as it is', () => {
    const { body, headers } = write('GetBucketPolicy', { Policy: '{}' })
    expect([body, headers['content-type']]).toEqual(['{}', 'application/json'])
  })

  test.each([
    ['plain', 'plain'],
    ['Fran\u00e7ais', '=?UTF-8?Q?Fran=C3=A7ais?='],
    ['\u00c3\u0084M\u00c3\u0084Z\u00c3\u0095\u00c3\u0091 S3', '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?='],
    ['Mini\u00c3\u00b6', '=?UTF-8?Q?Mini=C3=83=C2=B6?='],
    ['a_\u00e4 b', '=?UTF-8?Q?a=5F=C3=A4_b?='],
  ])('gives the metadata %j as %s', (value, text) => {
    expect(write('HeadObject', { Metadata: { a: value } }).headers['x-amz-meta-a']).toBe(text)
  })

  test('has no header that HTTP cannot carry', () => {
    const headers = write('GetObject', {
      ContentType: 'a\r\nx: y',
      ContentDisposition: '€',
      CacheControl: '\u00e4',
    }).headers
    expect(headers['content-type']).toBe('a  x: y')
    expect(headers['content-disposition']).toBe('\u00e2\u0082\u00ac')
    expect(headers['cache-control']).toBe('\u00e4')
  })
})

describe('A fault', () => {
  test('is S3’s document', () => {
    const fault = new AwsFault('NoSuchKey', 404, 'The specified key does not exist.', { members: { Key: '<k>' } })
    const { status, headers, body } = protocol.writeFault(fault, 'request-1')
    expect(status).toBe(404)
    expect(headers).toMatchObject({ 'content-type': 'application/xml', 'x-amz-request-id': 'request-1' })
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.' +
        `</Message><Key>&lt;k&gt;</Key><RequestId>request-1</RequestId><HostId>${headers['x-amz-id-2']}</HostId></Error>`,
    )
  })

  test('of 304 has no body', () => {
    const { body, headers } = protocol.writeFault(new AwsFault('NotModified', 304, ''), 'request-1')
    expect(body).toBe('')
    expect(headers).not.toHaveProperty('content-type')
  })
})
