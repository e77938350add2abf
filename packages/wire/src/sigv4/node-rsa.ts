// The two ways a host proves itself with the RSA key it registered: hybrid hosts put a PSS signature where SigV4 has
// an HMAC; EC2 hosts under default host management add one over their finished Authorization header.
// Knows no hosts: the caller brings the registered key.
import { constants, createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto'
import type { WireRequest } from '../protocols/protocol.ts'
import type { ParsedSignature, SignatureFailure } from './parsed-signature.ts'
import { formatAmzDate } from './signature-date.ts'
import { authorizationHeader, claimsFor, headersToSign, viewOf } from './signed-request.ts'
import type { SignableRequest, SigningScope } from './signed-request.ts'
import { signatureTexts, wrongSignature } from './string-to-sign.ts'

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }

const ASYMMETRIC_HEADER = 'ssm-asymmetrickeyauthorization'
const ASYMMETRIC_PREFIX = 'Signature='

/** A registered key (base64 of SPKI DER, as the agent sends it); undefined when the text is no RSA public key. */
export function parseNodePublicKey(spkiBase64: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spkiBase64, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}

/**
 * Is the request signed by this registered host (hybrid scheme: the access key slot holds the host's id, the signature
 * is base64)? Undefined when it is; a text that is no key verifies nothing. Keep KeyObjects: reading one costs more
 * than a verification. Never throws. The agent repeats date and signature on a retry.
 */
export function verifyNodeSignature(
  request: WireRequest,
  parsed: ParsedSignature,
  publicKey: KeyObject | string,
): SignatureFailure | undefined {
  const texts = signatureTexts(request, parsed)
  return verifyPss(Buffer.from(texts.stringToSign, 'latin1'), publicKey, parsed.signature)
    ? undefined
    : wrongSignature(texts)
}

/**
 * Does `SSM-AsymmetricKeyAuthorization` hold this key's proof over the Authorization header? A retry of the stock
 * agent carries one such header per attempt, the newest first: only the first counts. Never throws.
 */
export function verifyAsymmetricKeyAuthorization(
  rawHeaders: readonly string[],
  publicKey: KeyObject | string,
): boolean {
  const [authorization, ...moreAuthorizations] = headerValues(rawHeaders, 'authorization')
  const [proof] = headerValues(rawHeaders, ASYMMETRIC_HEADER)
  if (authorization === undefined || moreAuthorizations.length > 0) return false
  if (proof === undefined || !proof.startsWith(ASYMMETRIC_PREFIX)) return false
  return verifyPss(Buffer.from(authorization, 'latin1'), publicKey, proof.slice(ASYMMETRIC_PREFIX.length))
}

/** What a hybrid host signs with: base64 of PKCS#1 DER, as the agent keeps it, or a key object. */
export interface NodeCredentials {
  /** `mi-…` */
  readonly nodeId: string
  readonly privateKey: KeyObject | string
}

/**
 * Signs as a hybrid host, for `RequestManagedInstanceRoleToken` and `UpdateManagedInstancePublicKey`; returns all
 * headers to send. Throws when the private key is no RSA key.
 */
export function signNodeRequest(
  request: SignableRequest,
  credentials: NodeCredentials,
  scope: SigningScope,
): Record<string, string> {
  const given = headersToSign(request, ['authorization', 'x-amz-date', 'date', 'x-amz-content-sha256'])
  const headers = { ...given, 'X-Amz-Date': formatAmzDate(scope.now) }
  const claims = claimsFor('header', credentials.nodeId, scope, headers, ['user-agent'])
  const { stringToSign } = signatureTexts(viewOf(request, headers), claims)
  return {
    ...headers,
    Authorization: authorizationHeader(claims, signPss(stringToSign, credentials.privateKey)),
    'X-Amz-Content-Sha256': hash('sha256', request.body ?? '', 'hex'),
  }
}

/**
 * The value of `SSM-AsymmetricKeyAuthorization` for a request that is signed already. Throws when the private key is
 * no RSA key.
 */
export function asymmetricKeyAuthorization(authorizationHeader: string, privateKey: KeyObject | string): string {
  return `${ASYMMETRIC_PREFIX}${signPss(authorizationHeader, privateKey)}`
}

function verifyPss(data: Buffer, publicKey: KeyObject | string, signatureBase64: string): boolean {
  const key = typeof publicKey === 'string' ? parseNodePublicKey(publicKey) : publicKey
  if (key?.asymmetricKeyType !== 'rsa') return false
  const signature = Buffer.from(signatureBase64, 'base64')
  // Buffer skips what is no base64: without this, one signature would have many spellings.
  if (signature.toString('base64') !== signatureBase64) return false
  return verify('sha256', data, { key, ...PSS }, signature)
}

function signPss(bytes: string, privateKey: KeyObject | string): string {
  const key =
    typeof privateKey === 'string'
      ? createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs1' })
      : privateKey
  return sign('sha256', Buffer.from(bytes, 'latin1'), { key, ...PSS }).toString('base64')
}

function headerValues(rawHeaders: readonly string[], lowerName: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === lowerName)
}
