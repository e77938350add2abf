// Signatures that are missing, garbled, old or meant for somebody else: code and status of each front end, and the
// sentences that AWS's verifiers say.
import { rawCall, type RawReply } from '@hostler/testkit/raw-call'
import { testRegion } from '@hostler/testkit/test-plane'
import { describe, expect, test } from 'vitest'
import { callOf, frontEnd, type FrontEndName, frontEnds, signedBy } from './front-ends.ts'
import { readError } from './read-error.ts'
import { watchedPlane } from './watched-plane.ts'

const plane = watchedPlane()

type Expected = Readonly<Record<FrontEndName, readonly [code: string, status: number]>>

const unsigned: Expected = {
  json: ['MissingAuthenticationTokenException', 400],
  iam: ['MissingAuthenticationToken', 403],
  sts: ['MissingAuthenticationToken', 403],
  ec2: ['MissingParameter', 400],
  ssmmessages: ['MissingAuthenticationTokenException', 403],
}
const wrong: Expected = {
  json: ['InvalidSignatureException', 400],
  iam: ['SignatureDoesNotMatch', 403],
  sts: ['SignatureDoesNotMatch', 403],
  ec2: ['AuthFailure', 401],
  ssmmessages: ['InvalidSignatureException', 403],
}
const skewed: Expected = { ...wrong, ec2: ['RequestExpired', 400] }
const malformed: Expected = {
  json: ['IncompleteSignatureException', 400],
  iam: ['IncompleteSignature', 400],
  sts: ['IncompleteSignature', 400],
  ec2: ['AuthFailure', 401],
  ssmmessages: ['IncompleteSignatureException', 403],
}

type Headers = Record<string, string>

function authorization(headers: Headers, change: (text: string) => string): Headers {
  return { ...headers, Authorization: change(headers['Authorization']!) }
}

const without = (headers: Headers, name: string): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name))

const minutes = (count: number) => new Date(plane().clock.now().getTime() + count * 60_000)

const amz = (date: Date) => date.toISOString().replace(/[-:]|\.\d+/g, '')

interface Spoiling {
  readonly what: string
  readonly expected: Expected
  /** What the message must hold where the front end has no fixed one; EC2 hides all but a few. */
  readonly says: RegExp
  spoil(name: FrontEndName): Promise<RawReply>
}

/** Sends a well signed call whose headers are then changed. */
function afterSigning(change: (headers: Headers) => Headers) {
  return (name: FrontEndName) => {
    const call = signedBy(plane(), frontEnd(name))
    return rawCall(plane().url, { ...call, headers: change(call.headers) })
  }
}

/** Sends a call that is signed properly, over the wrong facts. */
function signedAs(change: () => Parameters<typeof callOf>[2]) {
  return (name: FrontEndName) => rawCall(plane().url, signedBy(plane(), frontEnd(name), change()))
}

const spoilings: readonly Spoiling[] = [
  {
    what: 'no signature',
    expected: unsigned,
    says: /^Request is missing Authentication Token$|^Missing Authentication Token$/,
    spoil: name => rawCall(plane().url, frontEnd(name)),
  },
  {
    what: 'another scheme',
    expected: unsigned,
    says: /issing Authentication Token$/,
    spoil: afterSigning(headers => ({ ...headers, Authorization: 'Basic YWRtaW46YWRtaW4=' })),
  },
  {
    what: 'a signature of other bytes',
    expected: wrong,
    says: /^The request signature we calculated does not match the signature you provided\. Check your AWS Secret Access Key and signing method\. Consult the service documentation for details\.\n\nThe Canonical String for this request should have been\n'POST\n.*\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n/s,
    spoil: afterSigning(headers =>
      authorization(headers, text => text.replace(/Signature=.*/, `Signature=${'0'.repeat(64)}`)),
    ),
  },
  {
    what: 'a secret of somebody else',
    expected: wrong,
    says: /^The request signature we calculated does not match/,
    spoil: signedAs(() => ({ credentials: { ...plane().admin.credentials, secretAccessKey: 'x'.repeat(40) } })),
  },
  {
    what: 'a body that changed on its way',
    expected: wrong,
    says: /^The request signature we calculated does not match/,
    spoil: name => {
      const call = signedBy(plane(), frontEnd(name))
      return rawCall(plane().url, {
        ...call,
        body: name === 'json' || name === 'ssmmessages' ? `${call.body} ` : `${call.body}&X=1`,
      })
    },
  },
  {
    what: 'a signed header that was sent twice',
    expected: wrong,
    says: /^The request signature we calculated does not match/,
    spoil: name => {
      const call = signedBy(plane(), frontEnd(name), { headers: { ...frontEnd(name).headers, 'x-amz-meta': 'a' } })
      return rawCall(plane().url, { ...call, headers: { ...call.headers, 'x-amz-meta': ['a', 'b'] } })
    },
  },
  {
    what: 'a signature six minutes old',
    expected: skewed,
    says: /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    spoil: signedAs(() => ({ now: minutes(-6) })),
  },
  {
    what: 'a signature of six minutes ahead',
    expected: skewed,
    says: /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/,
    spoil: signedAs(() => ({ now: minutes(6) })),
  },
  {
    what: 'no parts',
    expected: malformed,
    says: /^Authorization header requires 'Credential' parameter\. Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. Authorization=AWS4-HMAC-SHA256/,
    spoil: afterSigning(headers => authorization(headers, () => 'AWS4-HMAC-SHA256 Nonsense')),
  },
  {
    what: 'no date',
    expected: malformed,
    says: /^Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. Authorization=/,
    spoil: afterSigning(headers => without(headers, 'X-Amz-Date')),
  },
  {
    what: 'a date that is none',
    expected: malformed,
    says: /^Date must be in ISO-8601 'basic format'\. Got 'yesterday'\. See http:\/\/en\.wikipedia\.org\/wiki\/ISO_8601$/,
    spoil: afterSigning(headers => ({ ...headers, 'X-Amz-Date': 'yesterday' })),
  },
  {
    what: 'an algorithm that is not spoken',
    expected: malformed,
    says: /^Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'/,
    spoil: afterSigning(headers =>
      authorization(headers, text => text.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256')),
    ),
  },
  {
    what: 'a credential of four elements',
    expected: malformed,
    says: /^Credential must have exactly 5 slash-delimited elements, e\.g\. keyid\/date\/region\/service\/term, got 'AKIA\w+\/\d+\/[\w-]+\/\w+'$/,
    spoil: afterSigning(headers => authorization(headers, text => text.replace('/aws4_request', ''))),
  },
  {
    what: 'a host that is not signed',
    expected: wrong,
    says: /^'Host' must be a 'SignedHeader' in the AWS Authorization\.$/,
    spoil: afterSigning(headers => authorization(headers, text => text.replace(/host;/, ''))),
  },
  {
    what: 'the scope of another service',
    expected: wrong,
    says: /^Credential should be scoped to correct service: '\w+'\.$/,
    spoil: signedAs(() => ({ service: 'sqs' })),
  },
  {
    what: 'the scope of a region that is not there',
    expected: wrong,
    says: /^Credential should be scoped to a valid region, not 'mars-north-1'\.$/,
    spoil: signedAs(() => ({ region: 'mars-north-1' })),
  },
  {
    what: 'another terminator',
    expected: wrong,
    says: /^Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'\.$/,
    spoil: afterSigning(headers => authorization(headers, text => text.replace('aws4_request', 'aws5_request'))),
  },
  {
    what: 'the scope of another day',
    expected: wrong,
    says: /^Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20200102' != '\d{8}', from '\d{8}T\d{6}Z'\.$/,
    spoil: afterSigning(headers => authorization(headers, text => text.replace(/\/\d{8}\//, '/20200102/'))),
  },
  {
    what: 'two signatures',
    expected: wrong,
    says: /^Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header\.$/,
    spoil: name => {
      const call = signedBy(plane(), frontEnd(name))
      return rawCall(plane().url, { ...call, target: `${call.target}?X-Amz-Algorithm=AWS4-HMAC-SHA256` })
    },
  },
  {
    what: 'half a presigned URL',
    expected: malformed,
    says: /^AWS query-string parameters must include 'X-Amz-Credential'\. AWS query-string parameters must include 'X-Amz-Signature'\. .*Re-examine the query-string parameters\./,
    spoil: name => {
      const one = frontEnd(name)
      return rawCall(plane().url, { ...one, target: `${one.target}?X-Amz-Algorithm=AWS4-HMAC-SHA256` })
    },
  },
]

/** Sentences of EC2, which tells no more. */
const ec2Says: Readonly<Record<string, string>> = {
  MissingParameter: 'The request must contain the parameter AWSAccessKeyId',
  AuthFailure: 'AWS was not able to validate the provided access credentials',
  RequestExpired: 'Request has expired.',
}

describe.each(spoilings)('$what', ({ expected, says, spoil }) => {
  test.each(frontEnds.map(({ name }) => name))('is refused by %s in its own words', async name => {
    const reply = await spoil(name)
    const { status, code, message } = readError(reply)
    expect([code, status]).toEqual(expected[name])
    expect(reply.headers['x-amzn-requestid']).toMatch(/^[\da-f-]{36}$/)
    if (name === 'ec2') expect(message).toBe(ec2Says[code!])
    else expect(message).toMatch(says)
  })
})

test('several faults of a scope are told in one breath', async () => {
  const call = signedBy(plane(), frontEnd('json'), { service: 'sqs', region: 'mars-north-1' })
  expect(readError(await rawCall(plane().url, call)).message).toBe(
    "Credential should be scoped to a valid region, not 'mars-north-1'. Credential should be scoped to correct service: 'ssm'.",
  )
})

test('a refused signature tells the caller what was signed here, without any secret', async () => {
  const { credentials } = plane().admin
  const call = signedBy(plane(), frontEnd('json'), { credentials: { ...credentials, secretAccessKey: 'wrong' } })
  const { text } = await rawCall(plane().url, call)
  expect(text).toContain(`/${testRegion}/ssm/aws4_request`)
  expect(text).not.toContain(credentials.secretAccessKey)
})

test('the day and the minute of a skew are those of the plane', async () => {
  const old = minutes(-6)
  const { message } = readError(await rawCall(plane().url, signedBy(plane(), frontEnd('json'), { now: old })))
  expect(message).toContain(`Signature expired: ${amz(old)} is now earlier than`)
})
