// The calls of S3 that keep a session's log in a bucket, with the stock agent's headers. Redirects are not followed,
// and nothing that a bucket answers reaches a URL or a header unseen.
import { createHash } from 'node:crypto'
import type { CredentialSource } from '../credentials/credentials.ts'
import type { HttpResponse, HttpTransport } from '../runtime/http.ts'
import { AwsError } from './aws-error.ts'
import { callWithRetries, exchange, type RetryOptions } from './call-with-retries.ts'
import { bucketUrl, encodePath } from './bucket-url.ts'
import { readS3Error } from './s3-error.ts'
import { type S3Call, s3Request } from './signed-request.ts'
import { findXmlText } from './xml-text.ts'

export type S3Options = RetryOptions & {
  /** S3 in a region; throws on a name that is no region's. */
  endpoint: (region: string) => URL
  /** The host's, until the bucket says another. */
  region: string
  credentials: CredentialSource
  http: HttpTransport
}

/** How a bucket encrypts what nobody asks to have encrypted otherwise. */
export type BucketEncryption = { algorithm: string; keyId: string | undefined }

/** Of one part of an upload in parts, but the last. */
export const PART_BYTES = 5 * 1024 * 1024

/** A user waits for the answers to what carries no data. */
const QUESTION_TIMEOUT_MS = 5_000
const DATA_TIMEOUT_MS = 30_000
const ALGORITHM = /^aws:kms(:dsse)?$|^AES256$/
const KEY_ID = /^[\w:/-]{1,2048}$/
const ETAG = /^"?[0-9A-Za-z-]{1,200}"?$/

type Call = Pick<S3Call, 'method'> & {
  key?: string
  query?: string
  headers?: Record<string, string>
  body?: Buffer
  retries?: number
}

export class S3Bucket {
  readonly #name: string
  readonly #options: S3Options
  #region: string

  constructor(name: string, options: S3Options) {
    this.#name = name
    this.#options = options
    this.#region = options.region
  }

  /** Asks where the bucket is; later calls go there. It stays at the host's region when nobody says. */
  async findRegion(signal: AbortSignal): Promise<void> {
    const answer = await this.#send({ method: 'HEAD' }, signal).catch(() => signal.throwIfAborted())
    const told = answer && 'headers' in answer && answer.headers['x-amz-bucket-region']
    // Whatever the status: a bucket that may not be looked at still says where it is.
    if (typeof told === 'string' && isRegion(told, this.#options.endpoint)) this.#region = told
  }

  /** Throws `AwsError`, as for a bucket that does not encrypt. */
  async encryption(signal: AbortSignal): Promise<BucketEncryption> {
    const { body } = await this.#call({ method: 'GET', query: 'encryption=' }, signal)
    return {
      algorithm: findXmlText(body, 'SSEAlgorithm') ?? '',
      keyId: findXmlText(body, 'KMSMasterKeyID'),
    }
  }

  async put(key: string, body: Buffer, encryption: BucketEncryption | undefined, signal: AbortSignal): Promise<void> {
    const headers = { 'Content-MD5': md5(body), ...objectHeaders(encryption) }
    await this.#call({ method: 'PUT', key, headers, body }, signal)
  }

  /** Resolves to the upload's id. */
  async beginParts(key: string, encryption: BucketEncryption | undefined, signal: AbortSignal): Promise<string> {
    const call = { method: 'POST', key, query: 'uploads=', headers: objectHeaders(encryption), body: Buffer.alloc(0) }
    const { body } = await this.#call(call as Call, signal)
    return requireText(findXmlText(body, 'UploadId'), 'upload id')
  }

  /** Resolves to the part's tag. */
  async putPart(key: string, uploadId: string, number: number, body: Buffer, signal: AbortSignal): Promise<string> {
    const query = `partNumber=${number}&uploadId=${encodePath(uploadId)}`
    const headers = { 'Content-MD5': md5(body) }
    const { etag = '' } = (await this.#call({ method: 'PUT', key, query, headers, body }, signal)).headers
    return requireText(ETAG.test(etag) ? etag : undefined, 'ETag')
  }

  async completeParts(key: string, uploadId: string, tags: readonly string[], signal: AbortSignal): Promise<void> {
    const parts = tags.map((tag, at) => `<Part><ETag>${tag}</ETag><PartNumber>${at + 1}</PartNumber></Part>`)
    const xml = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`
    const query = `uploadId=${encodePath(uploadId)}`
    const answer = await this.#call({ method: 'POST', key, query, body: Buffer.from(xml) }, signal)
    // It may fail after its status has been sent.
    if (answer.body.includes('<Error>')) throw readS3Error(answer)
  }

  async abortParts(key: string, uploadId: string, signal: AbortSignal): Promise<void> {
    await this.#call({ method: 'DELETE', key, query: `uploadId=${encodePath(uploadId)}`, retries: 0 }, signal)
  }

  #call(call: Call, signal: AbortSignal): Promise<HttpResponse> {
    const { credentials, retries } = this.#options
    const attempt = async () => {
      const answer = await this.#send(call, signal)
      if (answer instanceof AwsError || (answer.status >= 200 && answer.status < 300)) return answer
      return readS3Error(answer)
    }
    const options = { ...this.#options, retries: call.retries ?? retries }
    return callWithRetries(`S3 ${call.method}`, attempt, () => credentials.expire(), options, signal)
  }

  async #send({ method, key, query, headers = {}, body }: Call, signal: AbortSignal): Promise<HttpResponse | AwsError> {
    const { endpoint, credentials, clock, http } = this.#options
    const url = bucketUrl(endpoint(this.#region), this.#name, key)
    if (query !== undefined) url.search = query
    const timeoutMs = body && body.length > 0 ? DATA_TIMEOUT_MS : QUESTION_TIMEOUT_MS
    const call = { method, url, headers, body, timeoutMs }
    const scope = { region: this.#region, now: clock.now() }
    return exchange(http, s3Request(call, await credentials.get(signal), scope), signal)
  }
}

function objectHeaders(encryption: BucketEncryption | undefined): Record<string, string> {
  const { algorithm = '', keyId = '' } = encryption ?? {}
  return {
    'Content-Type': 'text/plain',
    'x-amz-acl': 'bucket-owner-full-control',
    ...(ALGORITHM.test(algorithm) && { 'x-amz-server-side-encryption': algorithm }),
    ...(KEY_ID.test(keyId) && { 'x-amz-server-side-encryption-aws-kms-key-id': keyId }),
  }
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('base64')
}

function isRegion(name: string, endpoint: (region: string) => URL): boolean {
  try {
    endpoint(name)
    return true
  } catch {
    return false
  }
}

function requireText(text: string | undefined, what: string): string {
  if (text === undefined) throw new AwsError('SerializationError', `the answer of S3 has no ${what}`)
  return text
}
