// Failures as a person needs them: what failed, what to try, and the request's id.
import { type ExitCode, exitCodes } from '../exit-codes.ts'

/** A failure that the command line itself words. */
export class CommandError extends Error {
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = exitCodes.failure) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}

interface ServiceError extends Error {
  readonly code?: string
  readonly $metadata?: { readonly requestId?: string }
}

const deniedNames =
  /^(AccessDenied|UnauthorizedOperation|AuthFailure|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|ExpiredToken|CredentialsProviderError|TokenProviderError)/
const networkCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT', 'ECONNRESET'])
const trustCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])

/** The line for standard error and the exit status of any error. */
export function describeFailure(error: unknown): { message: string; exitCode: ExitCode } {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode }
  if (!(error instanceof Error)) return { message: String(error), exitCode: exitCodes.failure }
  const { name, message, code, $metadata } = error as ServiceError
  if (networkCodes.has(code ?? '')) {
    return {
      message: `The endpoint cannot be reached (${code}). Is the plane running?`,
      exitCode: exitCodes.unreachable,
    }
  }
  if (trustCodes.has(code ?? '')) {
    return {
      message: `The endpoint's certificate is not trusted (${code}). Set NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE to the plane's CA file (caFile in its plane.json).`,
      exitCode: exitCodes.unreachable,
    }
  }
  const requestId = $metadata?.requestId ? `\nRequest id: ${$metadata.requestId}` : ''
  const exitCode = deniedNames.test(name) ? exitCodes.denied : exitCodes.failure
  const advice = name === 'CredentialsProviderError' ? '\nSet AWS_PROFILE, or pass --profile.' : ''
  return { message: `${name}: ${message}${advice}${requestId}`, exitCode }
}
