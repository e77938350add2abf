import { expect, test } from 'vitest'
import { exitCodes } from '../exit-codes.ts'
import { CommandError, describeFailure } from './failure.ts'

const serviceError = (name: string, message: string, requestId?: string) =>
  Object.assign(new Error(message), { name, $metadata: { requestId } })
const networkError = (code: string) => Object.assign(new Error(`connect ${code} 127.0.0.1:4566`), { code })

test('what a command says itself is said as it is, with its exit status', () => {
  expect(describeFailure(new CommandError('no such thing'))).toEqual({ message: 'no such thing', exitCode: 1 })
  expect(describeFailure(new CommandError('what?', exitCodes.usage))).toEqual({ message: 'what?', exitCode: 2 })
})

test.each([
  'AccessDeniedException',
  'AccessDenied',
  'UnauthorizedOperation',
  'AuthFailure',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'ExpiredTokenException',
  'ExpiredToken',
])('%s is a refusal, and tells the request’s id', name => {
  expect(describeFailure(serviceError(name, 'User: u is not authorized', 'r-1'))).toEqual({
    message: `${name}: User: u is not authorized\nRequest id: r-1`,
    exitCode: exitCodes.denied,
  })
})

test('missing credentials come with advice', () => {
  expect(describeFailure(serviceError('CredentialsProviderError', 'none found'))).toEqual({
    message: 'CredentialsProviderError: none found\nSet AWS_PROFILE, or pass --profile.',
    exitCode: exitCodes.denied,
  })
})

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT', 'ECONNRESET'])(
  '%s means that nobody is there',
  code => {
    expect(describeFailure(networkError(code))).toEqual({
      message: `The endpoint cannot be reached (${code}). Is the plane running?`,
      exitCode: exitCodes.unreachable,
    })
  },
)

test.each(['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'])(
  '%s tells how to trust the endpoint',
  code => {
    const { message, exitCode } = describeFailure(networkError(code))
    expect(message).toContain("Set NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE to the plane's CA file")
    expect(exitCode).toBe(exitCodes.unreachable)
  },
)

test('any other failure is one, also of what is no error', () => {
  expect(describeFailure(serviceError('ThrottlingException', 'slow down', 'r-2'))).toEqual({
    message: 'ThrottlingException: slow down\nRequest id: r-2',
    exitCode: exitCodes.failure,
  })
  expect(describeFailure(new TypeError('undefined is not a function')).exitCode).toBe(exitCodes.failure)
  expect(describeFailure('text')).toEqual({ message: 'text', exitCode: exitCodes.failure })
})
