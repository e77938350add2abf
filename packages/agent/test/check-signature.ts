import { constants, createPublicKey, verify } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { verifyNodeSignature } from '@hostler/wire/sigv4/node-rsa'
import { verifySignature } from '@hostler/wire/sigv4/verify'

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/(aws4_request), SignedHeaders=([^,]+), Signature=([0-9a-f]{64}|[A-Za-z0-9+/]+=*)$/

/** An unsigned request has no signer: only a host that nobody knows yet may send one. */
export const NOBODY = { accessKeyId: '', region: '', service: '' }

/**
 * Who signed the request, if the signature holds; else what is wrong. Every access key id of these tests has the
 * secret `secret/<id>` and the session token `token/<id>`; hybrid nodes sign with the key they registered.
 */
export function checkSignature(
  request: IncomingMessage,
  body: string | Buffer,
  nodeKey: string,
): { accessKeyId: string; region: string; service: string } | string {
  if (request.headers.authorization === undefined) return NOBODY
  const parts = AUTHORIZATION.exec(request.headers.authorization)
  if (parts === null) return `unreadable Authorization ${request.headers.authorization}`
  const [, accessKeyId = '', date = '', region = '', service = '', terminator = '', names = '', signature = ''] = parts
  const isNode = accessKeyId.startsWith('mi-')
  const sessionToken = isNode ? undefined : `token/${accessKeyId}`
  if (request.headers['x-amz-security-token'] !== sessionToken) return 'wrong session token'
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const wire = {
    method: request.method ?? '',
    path,
    query,
    headers: request.headers as Record<string, string | undefined>,
    rawHeaders: request.rawHeaders,
    body: typeof body === 'string' ? Buffer.from(body) : body,
  }
  const claims = {
    form: 'header' as const,
    accessKeyId,
    date,
    region,
    service,
    terminator,
    signedHeaders: names.split(';'),
    signature,
    amzDate: String(request.headers['x-amz-date']),
    sessionToken,
  }
  const failure = isNode
    ? verifyNodeSignature(wire, claims, nodeKey)
    : verifySignature(wire, claims, `secret/${accessKeyId}`)
  return failure === undefined ? { accessKeyId, region, service } : failure.message
}

/** Does the registered key stand behind the Authorization header? */
export function checkProof(request: IncomingMessage, proof: string, publicKey: string): boolean {
  const signature = /^Signature=([A-Za-z0-9+/=]+)$/.exec(proof)?.[1]
  if (signature === undefined || publicKey === '') return false
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return verify('sha256', Buffer.from(String(request.headers.authorization)), pss, Buffer.from(signature, 'base64'))
}
