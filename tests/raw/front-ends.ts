// One call per front end that an administrator may make: what the tests of this folder then spoil.
import { signedHeaders, type SignedCall } from '@hostler/testkit/raw-call'
import { type TestPlane, testRegion } from '@hostler/testkit/test-plane'

export type FrontEndName = 'json' | 'iam' | 'sts' | 'ec2' | 'ssmmessages'

export interface FrontEnd {
  readonly name: FrontEndName
  /** In the credential scope. */
  readonly service: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }

export const frontEnds: readonly FrontEnd[] = [
  {
    name: 'json',
    service: 'ssm',
    target: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.DescribeInstanceInformation',
    },
    body: '{}',
  },
  { name: 'iam', service: 'iam', target: '/', headers: form, body: 'Action=ListUsers&Version=2010-05-08' },
  { name: 'sts', service: 'sts', target: '/', headers: form, body: 'Action=GetCallerIdentity&Version=2011-06-15' },
  { name: 'ec2', service: 'ec2', target: '/', headers: form, body: 'Action=DescribeInstances&Version=2016-11-15' },
  {
    name: 'ssmmessages',
    service: 'ssmmessages',
    target: '/v1/control-channel/i-0123456789abcdef0',
    headers: { 'content-type': 'application/json' },
    body: '{"MessageSchemaVersion":"1.0","RequestId":"4e1b8b1c-7a1c-4c0f-9d2a-5f8f6f0c9a11"}',
  },
]

export function frontEnd(name: FrontEndName): FrontEnd {
  return frontEnds.find(one => one.name === name)!
}

/** What goes into a signature instead; the body stays. */
export type Change = Partial<Omit<SignedCall, 'body'>>

/** The call of a front end by the administrator, signed now; `change` spoils what goes into the signature. */
export function callOf(plane: TestPlane, { service, target, headers, body }: FrontEnd, change: Change = {}) {
  const { credentials } = plane.admin
  return { credentials, region: testRegion, service, now: plane.clock.now(), target, headers, body, ...change }
}

/** The same with its signature among the headers, to be spoiled after signing. */
export function signedBy(plane: TestPlane, one: FrontEnd, change: Change = {}) {
  const call = callOf(plane, one, change)
  return { target: call.target ?? '/', body: one.body, headers: signedHeaders(plane.url, call) }
}
