import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { WireRequest } from '../protocols/protocol.ts'
import { asReceived, wireRequest } from './request-for-tests.ts'
import type { SigningCredentials, SigningScope } from './sign.ts'

/** A request as the AWS SDK for JavaScript describes it before signing. */
export interface SdkRequest {
  readonly method: string
  readonly hostname: string
  /** Percent-encoded. */
  readonly path: string
  /** Not encoded. */
  readonly query: Readonly<Record<string, string | string[]>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

const UNSIGNED = { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }

class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(key))
  }

  update(data: Uint8Array): void {
    this.#hash.update(data)
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()))
  }

  reset(): void {
    throw new Error('a signer never resets')
  }
}

function bytesOf(key: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof key === 'string') return Buffer.from(key)
  return ArrayBuffer.isView(key) ? Buffer.from(key.buffer, key.byteOffset, key.byteLength) : Buffer.from(key)
}

/** Lets the SDK's own signer sign, with presigning when `expiresIn` is given, and returns what would arrive. */
export async function signWithSdk(
  request: SdkRequest,
  credentials: SigningCredentials,
  scope: SigningScope,
  expiresIn?: number,
): Promise<WireRequest> {
  const { region, service, now } = scope
  const isS3 = service === 's3'
  const signer = new SignatureV4({ region, service, credentials, sha256: Sha256, uriEscapePath: !isS3 })
  const unsigned = {
    ...request,
    protocol: 'http:',
    query: { ...request.query },
    headers: { host: request.hostname, ...request.headers },
  }
  // What the SDK's own S3 presigner does before it signs.
  if (isS3 && expiresIn !== undefined) unsigned.headers = { ...unsigned.headers, ...UNSIGNED }
  const signed =
    expiresIn === undefined
      ? await signer.sign(unsigned, { signingDate: now })
      : await signer.presign(unsigned, { signingDate: now, expiresIn })
  const query = Object.entries(signed.query ?? {}).flatMap(([key, value]) =>
    [value ?? ''].flat().map(each => `${escapeUri(key)}=${escapeUri(each)}`),
  )
  const target = query.length === 0 ? signed.path : `${signed.path}?${query.join('&')}`
  const headers = Object.entries(signed.headers).map(([name, value]) => [name, asReceived(value)] as const)
  return wireRequest(signed.method, target, headers, Buffer.from(request.body))
}

/** Percent-encodes all but the unreserved characters. */
export function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, it => `%${it.charCodeAt(0).toString(16).toUpperCase()}`)
}
