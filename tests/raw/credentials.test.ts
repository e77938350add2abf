// Well-formed signatures by keys that do not count: unknown, inactive, expired, altered, or of the wrong kind.
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { rawCall, type RawReply } from '@hostler/testkit/raw-call'
import type { TestCredentials } from '@hostler/testkit/test-clients'
import { testRegion } from '@hostler/testkit/test-plane'
import { presignUrl } from '@hostler/wire/sigv4/sign'
import { beforeAll, describe, expect, test } from 'vitest'
import { frontEnd, type FrontEndName, frontEnds, signedBy } from './front-ends.ts'
import { readError } from './read-error.ts'
import { watchedPlane } from './watched-plane.ts'

const plane = watchedPlane()
const names = frontEnds.map(({ name }) => name)

const unknown: Readonly<Record<FrontEndName, readonly [code: string, status: number]>> = {
  json: ['UnrecognizedClientException', 400],
  iam: ['InvalidClientTokenId', 403],
  sts: ['InvalidClientTokenId', 403],
  ec2: ['AuthFailure', 401],
  ssmmessages: ['UnrecognizedClientException', 403],
}
const expired: typeof unknown = {
  json: ['ExpiredTokenException', 400],
  iam: ['ExpiredToken', 403],
  sts: ['ExpiredToken', 403],
  ec2: ['RequestExpired', 400],
  ssmmessages: ['ExpiredTokenException', 403],
}

function call(name: FrontEndName, credentials: TestCredentials): Promise<RawReply> {
  return rawCall(plane().url, signedBy(plane(), frontEnd(name), { credentials }))
}

async function newKey(userName: string): Promise<TestCredentials> {
  const { iam } = plane().admin
  await iam.send(new CreateUserCommand({ UserName: userName }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }))
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
}

async function newSession(): Promise<Required<TestCredentials>> {
  const { sts } = plane().admin
  const RoleArn = `arn:aws:iam::${plane().accountId}:role/visitor`
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visit', DurationSeconds: 900 }),
  )
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
}

let session: Required<TestCredentials>
let inactive: TestCredentials
let deleted: TestCredentials

beforeAll(async () => {
  const { iam } = plane().admin
  const Principal = { AWS: plane().accountId }
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  })
  await iam.send(new CreateRoleCommand({ RoleName: 'visitor', AssumeRolePolicyDocument }))
  session = await newSession()
  inactive = await newKey('inactive')
  deleted = await newKey('deleted')
  // Both keys are used once, so that nothing remembered of them counts afterwards.
  expect((await call('sts', inactive)).status).toBe(200)
  expect((await call('sts', deleted)).status).toBe(200)
  await iam.send(
    new UpdateAccessKeyCommand({ UserName: 'inactive', AccessKeyId: inactive.accessKeyId, Status: 'Inactive' }),
  )
  await iam.send(new DeleteAccessKeyCommand({ UserName: 'deleted', AccessKeyId: deleted.accessKeyId }))
})

/** Another byte in the middle of a token, of the same alphabet. */
function altered(token: string): string {
  const middle = token.length >> 1
  return token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1)
}

interface Case {
  readonly what: string
  credentials(): TestCredentials | Promise<TestCredentials>
}

const cases: readonly Case[] = [
  { what: 'a key that nobody has', credentials: () => ({ accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x' }) },
  { what: 'a key id that is no key id', credentials: () => ({ accessKeyId: "'OR'1", secretAccessKey: 'x' }) },
  { what: 'an inactive key', credentials: () => inactive },
  { what: 'a deleted key', credentials: () => deleted },
  {
    what: 'a session key without its token',
    credentials: () => ({ accessKeyId: session.accessKeyId, secretAccessKey: session.secretAccessKey }),
  },
  {
    what: 'an altered token',
    credentials: () => ({ ...session, sessionToken: altered(session.sessionToken) }),
  },
  { what: 'a token that is none', credentials: () => ({ ...session, sessionToken: 'IQoJb3JpZ2luX2VjE' }) },
  {
    what: "another session's token",
    credentials: async () => ({ ...session, sessionToken: (await newSession()).sessionToken }),
  },
  {
    what: 'a permanent key with a token',
    credentials: () => ({ ...plane().admin.credentials, sessionToken: session.sessionToken }),
  },
]

describe.each(cases)('$what', ({ credentials }) => {
  test.each(names)('is unknown to %s', async name => {
    const { status, code, message } = readError(await call(name, await credentials()))
    expect([code, status]).toEqual(unknown[name])
    expect(message).toBe(
      name === 'ec2'
        ? 'AWS was not able to validate the provided access credentials'
        : 'The security token included in the request is invalid.',
    )
  })
})

describe('a session', () => {
  test('is good while it lasts, and expired after its time, in the words of each front end', async () => {
    const own = await newSession()
    expect((await call('sts', own)).status).toBe(200)
    await plane().clock.advance({ minutes: 16 })
    for (const name of names) {
      const { status, code, message } = readError(await call(name, own))
      expect([code, status]).toEqual(expired[name])
      expect(message).toBe(
        name === 'ec2' ? 'Request has expired.' : 'The security token included in the request is expired',
      )
    }
  })

  test('that is expired says nothing to a caller without its secret', async () => {
    const own = await newSession()
    await plane().clock.advance({ minutes: 16 })
    const { code } = readError(await call('json', { ...own, secretAccessKey: 'guessed' }))
    expect(code).toBe('InvalidSignatureException')
  })
})

describe('a presigned GetCallerIdentity', () => {
  function presign(credentials: TestCredentials, expiresSeconds = 60): URL {
    const url = new URL(`${plane().url}/?Action=GetCallerIdentity&Version=2011-06-15`)
    const scope = { region: testRegion, service: 'sts', now: plane().clock.now(), expiresSeconds }
    return presignUrl({ method: 'GET', url, headers: {} }, credentials, scope)
  }

  const get = ({ pathname, search }: URL) => rawCall(plane().url, { method: 'GET', target: pathname + search })

  test('tells the caller with nothing but its URL', async () => {
    const reply = await get(presign(plane().admin.credentials))
    expect(reply.status).toBe(200)
    expect(reply.text).toContain(`<Arn>arn:aws:iam::${plane().accountId}:user/admin</Arn>`)
  })

  test('carries the token of a session', async () => {
    const reply = await get(presign(await newSession()))
    expect(reply.text).toContain(':assumed-role/visitor/visit</Arn>')
  })

  test('outlives the skew and not its own time', async () => {
    const url = presign(plane().admin.credentials, 900)
    await plane().clock.advance({ minutes: 14 })
    expect((await get(url)).status).toBe(200)
    await plane().clock.advance({ minutes: 2 })
    const { status, code, message } = readError(await get(url))
    expect([code, status]).toEqual(['SignatureDoesNotMatch', 403])
    expect(message).toMatch(/^Signature expired: /)
  })

  test('is refused once any of its query changed', async () => {
    const url = presign(plane().admin.credentials)
    url.search = url.search.replace('GetCallerIdentity', 'AssumeRole')
    expect((await get(url)).status).toBe(403)
    const longer = presign(plane().admin.credentials)
    longer.search = longer.search.replace('X-Amz-Expires=60', 'X-Amz-Expires=600')
    expect(readError(await get(longer)).code).toBe('SignatureDoesNotMatch')
  })

  test.each(['0', '604801', '-1', 'soon', ''])('is refused with a life of %j', async life => {
    const url = presign(plane().admin.credentials)
    url.search = url.search.replace('X-Amz-Expires=60', `X-Amz-Expires=${life}`)
    const { status, code } = readError(await get(url))
    expect([code, status]).toEqual(['IncompleteSignature', 400])
  })
})
